"""What is built once, when the process starts, and then only sent: pages, assets, packs, the service worker."""
