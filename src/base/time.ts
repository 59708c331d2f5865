/** Milliseconds of a day, as clocks of UTC count it. */
export const dayMilliseconds = 86_400_000;
