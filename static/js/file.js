// A file that a person saves: shared on an iPhone, downloaded everywhere else.

// iPhones and iPads alone have navigator.standalone and fingers. In an app on their home screen a link with `download`
// to a blob does nothing, and no error says so. What is shared can be put into "Files", and the phone says if it was.
const isApple = 'standalone' in navigator && navigator.maxTouchPoints > 1;
const isOnHomeScreen = navigator.standalone === true;
const canShare = (file) => isApple && Boolean(navigator.canShare?.({ files: [file] }));

// Whether a window opens in which "Save to Files" must be chosen: the page says so before.
export const isShared = canShare(new File(['{}'], 'a.json', { type: 'application/json' }));

// To be called in the tap, before anything is awaited: Safari opens no window to share otherwise. Returns the name of
// what there is to say: "stored", "not-stored" or "cannot". No browser says what became of a download.
export async function saveFile(name, type, text) {
  const file = new File([text], name, { type });
  if (navigator.share && canShare(file)) {
    try {
      await navigator.share({ files: [file] });
      return 'stored';
    } catch (error) {
      if (error.name === 'AbortError') return 'not-stored'; // the person closed the window
      if (error.name === 'InvalidStateError') return null; // a second tap: the window is open already
    }
  }
  if (isOnHomeScreen) return 'cannot';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  // The address lives as long as the page: some browsers fetch it late.
  link.click();
  return null;
}
