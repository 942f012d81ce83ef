/** `Reference {n}` with its places filled in. */
export const fill = (text, words) => text.replace(/\{(\w+)\}/g, (all, name) => words[name] ?? all);
