// The day of a moment on this phone, as in 2026-11-22. By no locale: for "en-CA", which many take for this, some
// versions of WebKit write 11/22/2026.
export const dayOf = (moment) => [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
  .map((part) => String(part).padStart(2, '0')).join('-');
