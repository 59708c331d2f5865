import type { Rule } from "./rule";

/** A finding has one waiver, or nobody could say until when it is tolerated. */
export const waiversOnce: Rule = ({ delivery: { waivers } }) =>
  waivers.flatMap(({ cve }, index) => {
    if (waivers.findIndex((waiver) => waiver.cve === cve) === index) return [];
    return [
      {
        path: ["delivery", "waivers", index, "cve"],
        message: `must not be waived twice, got ${cve}`,
        fix: "keep one of the two, with the day that counts",
      },
    ];
  });
