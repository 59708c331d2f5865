import { expect, test } from "vitest";
import { previousRelease, releasesOf } from "../../../src/operate/deployments/releases";

const item = (digest: string, at: string, rollback = "") => ({ digest, at, by: "anna", rollback });

const history = [
  item("c", "2026-03-03"),
  item("a", "2026-03-01"),
  item("b", "2026-03-02"),
  item("b", "2026-03-04", "true"),
];

test("releases are ordered by when each was first released, whatever was rolled back since", () => {
  expect(releasesOf(history).map(({ digest }) => digest)).toEqual(["c", "b", "a"]);
});

test("a digest that was released twice is as old as its first release", () => {
  const again = [...history, item("a", "2026-03-05")];
  expect(releasesOf(again).map(({ digest }) => digest)).toEqual(["c", "b", "a"]);
});

test("after a rollback the release before is the one before that, not the one rolled back from", () => {
  const releases = releasesOf(history);
  expect(previousRelease(releases, "c")?.digest).toBe("b");
  expect(previousRelease(releases, "b")?.digest).toBe("a");
});

test("there is none before the first release, nor before what was never released", () => {
  const releases = releasesOf(history);
  expect(previousRelease(releases, "a")).toBeUndefined();
  expect(previousRelease(releases, "somebody else's")).toBeUndefined();
  expect(previousRelease(releases, undefined)).toBeUndefined();
});
