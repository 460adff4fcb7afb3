// Keyboards of some languages write their own digits: ١١٢ is 112. Digits come in runs of ten, from zero to nine.
export function latinDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0);
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
    return code - zero;
  });
}
