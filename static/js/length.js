// The length of a text as a person counts: the emoji of a family is one character, and eleven units of a string.
// Firefox before 125 has no Segmenter, and counts it as seven.
export const lengthOf = (text) => [...(Intl.Segmenter ? new Intl.Segmenter().segment(text) : text)].length;
