"""No text is cut or covered, no word broken, no page scrolls sideways, and bars leave most of the window to the text."""

from __future__ import annotations

from playwright.sync_api import CDPSession, Page

from tests.browser.views import resize

# Width and height of the window, and size of the browser's text, in CSS pixels. In a low window and with large text the
# bars have another layout. The windows are ordered so that neighbours differ little, because each change costs a
# layout.
WINDOWS = {
    "a phone": (360, 740, 16),
    "1280 × 1024 pixels at 400 %": (320, 256, 16),
    "the places in the top bar": (900, 700, 16),
    "640 pixels, text 200 %": (640, 740, 32),
    "360 pixels, text 200 %": (360, 740, 32),
}
LANDSCAPE = (740, 360, 16)
# An iPhone in landscape: the space of its rounded corners, camera and system bar, in CSS pixels.
NOTCH = {"left": 47, "right": 47, "bottom": 21}

# An iPhone enlarges the font of the root itself (Dynamic Type): media queries do not see it.
DYNAMIC_TYPE = (28, 53)

# One of the widest fonts that phones and computers have: the words of every language must fit in it too.
WIDE_FONT = """(family) => {
  for (const { style } of document.querySelectorAll('[lang]')) {
    for (const name of ['--font', '--font-title']) style.setProperty(name, family);
  }
}"""

CUT = """(notch) => {
  const shown = (box) => `${Math.round(box.left)}-${Math.round(box.right)}, ${Math.round(box.top)}-${Math.round(box.bottom)}`;
  const root = document.scrollingElement;
  const problems = [];
  if (root.scrollWidth > root.clientWidth) {
    const leaves = ({ left, right }) => left < -1 || right > root.clientWidth + 1;
    const wide = [...document.querySelectorAll('main *')].filter((element) => leaves(element.getBoundingClientRect()));
    const names = wide.map((element) => `${element.tagName}.${element.className}`);
    problems.push(`the page is ${root.scrollWidth} wide: ${names.slice(-3)}`);
  }

  // The elements that may cut a text, and the bar that holds it, which may cover the page.
  const known = new Map();
  const about = (element) => {
    if (!element) return { cutters: [], bar: null };
    if (known.has(element)) return known.get(element);
    const { overflowX, overflowY, position } = getComputedStyle(element);
    const above = about(element.parentElement);
    const cuts = [overflowX, overflowY].some((value) => value !== 'visible') && element !== root && element !== document.body;
    const found = {
      cutters: cuts ? [...above.cutters, element] : above.cutters,
      bar: ['sticky', 'fixed', 'absolute'].includes(position) ? element : above.bar,
    };
    known.set(element, found);
    return found;
  };

  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    // Hidden, or an option of a list that the browser draws. The name in the top bar is cut on purpose before the
    // emergency button is; the mark beside it stays.
    if (!text.data.trim() || parent.closest('.unseen, .skip, option, .brand .name') || !parent.checkVisibility()) continue;
    // A data table may scroll in its own region (an exception of WCAG 1.4.10), which the keyboard reaches.
    if (parent.closest('[role=region][tabindex="0"] > table')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const { cutters, bar } = about(parent);
    for (const box of range.getClientRects()) {
      if (box.width < 2) continue;
      const name = `"${text.data.trim().slice(0, 40)}" (${shown(box)})`;
      if (box.left < notch - 1 || box.right > root.clientWidth - notch + 1) problems.push(`${name} leaves the window`);
      for (const cutter of cutters) {
        const edge = cutter.getBoundingClientRect();
        const middle = (box.top + box.bottom) / 2;
        const isHidden = middle < edge.top || middle > edge.bottom;
        if (box.left < edge.left - 1 || box.right > edge.right + 1 || isHidden)
          problems.push(`${name} is cut by ${cutter.tagName}.${cutter.className}`);
      }
      // A line's box is higher than its letters.
      const slack = box.height * 0.3;
      lines.push({ name, bar, left: box.left, right: box.right, top: box.top + slack, bottom: box.bottom - slack });
    }
  }

  lines.sort((one, other) => one.top - other.top);
  lines.forEach((line, i) => {
    for (let next = i + 1; next < lines.length && lines[next].top < line.bottom; next += 1) {
      const other = lines[next];
      const shared = Math.min(line.right, other.right) - Math.max(line.left, other.left);
      if (shared > 1 && other.bar === line.bar) problems.push(`${line.name} lies on ${other.name}`);
    }
  });
  return problems;
}"""

# Words that go on in the next line without a hyphen: their place is too narrow.
BROKEN = r"""() => {
  const broken = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    // An address may break anywhere, and so may Chinese and Japanese, which have no spaces between words.
    const free = text.parentElement.closest('.code, :lang(zh), :lang(ja)');
    if (text.data.length < 4 || free || !text.parentElement.checkVisibility()) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{M}\p{N}]{4,}/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top / 4)));
      if (lines.size > 1) broken.push(`the word "${word[0]}" is broken`);
    }
  }
  return broken;
}"""

# The share of the window that fixed bars take. The space of the system at the lower edge (`inset`, in CSS pixels) does
# not count, because no text could stand there.
STICKY = """(inset) => {
  scrollTo(0, document.scrollingElement.scrollHeight / 2);
  const bars = [...document.querySelectorAll('body *')].filter((element) =>
    ['sticky', 'fixed'].includes(getComputedStyle(element).position) && element.checkVisibility());
  const before = bars.map((bar) => bar.getBoundingClientRect().top);
  scrollBy(0, -8);
  const heights = bars.map((bar, i) => {
    const { top, bottom } = bar.getBoundingClientRect();
    return Math.abs(top - before[i]) < 1 ? Math.max(0, Math.min(bottom, innerHeight - inset) - Math.max(top, 0)) : 0;
  });
  return heights.reduce((sum, height) => sum + height, 0) / innerHeight;
}"""


def problems(screen: Page, devtools: CDPSession) -> list[str]:
    """Return text that is cut or covered, pages that are too wide, and bars that are too high, in each window.

    Also the words that are broken on a phone.

    `devtools` sets the browser's own text size and the safe area of the screen.
    """
    found: list[str] = []

    def look(name: str, notch: int = 0) -> None:
        found.extend(f"{name}: {problem}" for problem in screen.evaluate(CUT, notch))

    def measure_bars(name: str, inset: int = 0) -> None:
        share = screen.evaluate(STICKY, inset)
        if share > 1 / 3:
            found.append(f"{name}: bars take {share:.0%} of the window")

    for size in DYNAMIC_TYPE:
        screen.evaluate("(size) => { document.documentElement.style.fontSize = `${size}px`; }", size)
        measure_bars(f"Dynamic Type, {size} pixels")
    screen.evaluate("document.documentElement.style.fontSize = ''")

    for name, (width, height, size) in WINDOWS.items():
        resize(screen, devtools, width, height, size)
        assert screen.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == size
        look(name)
        measure_bars(name)
        if name == "a phone":
            found.extend(screen.evaluate(BROKEN))
    # The charts of the diary measure their letters in the frame after the window has changed, not when a font changes.
    screen.evaluate(WIDE_FONT, '"DejaVu Sans"')
    resize(screen, devtools, 359, 740, 32)
    screen.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    look("text 200 % in a wide font")
    screen.evaluate(WIDE_FONT, "")

    resize(screen, devtools, *LANDSCAPE)
    measure_bars("landscape")
    devtools.send("Emulation.setSafeAreaInsetsOverride", {"insets": NOTCH})
    look("landscape with a notch", NOTCH["left"])
    measure_bars("landscape with a notch", NOTCH["bottom"])
    devtools.send("Emulation.setSafeAreaInsetsOverride", {"insets": {}})
    resize(screen, devtools, *WINDOWS["a phone"])
    return found
