const BEFORE = 40; // pixels of the way before it, which tell that there is one

/** Where the bar is too narrow for all its ways, the one to where one is comes into view. */
const nav = document.querySelector(".nav");
const here = nav?.querySelector("[aria-current]");
if (here) nav.scrollLeft = here.getBoundingClientRect().left - nav.getBoundingClientRect().left - BEFORE;
