import { expect, test } from "vitest";
import {
  isMaintenancePage,
  maintenanceAnswer,
  maintenanceText,
} from "../../src/contract/maintenance";

test("everybody is answered 503 with a page that says the file's text, or the usual one", () => {
  expect(maintenanceAnswer()).toMatchObject({ contentType: "text/html", statusCode: "503" });
  expect(maintenanceAnswer().messageBody).toMatch(
    /<p>It is not available at the moment[.].*<\/p>\n<\/body>\n<\/html>\n$/,
  );
  expect(maintenanceAnswer("Back at noon.").messageBody).toContain("<p>Back at noon.</p>");
});

test.each([
  [1, true],
  [400, true],
  [0, false],
  [401, false],
])("a text of %i characters is one that a file may have: %s", (length, is) => {
  const text = "a".repeat(length);
  expect(maintenanceText.pattern.test(text)).toBe(is);
  expect(length <= maintenanceText.most && length > 0).toBe(is);
  const { messageBody } = maintenanceAnswer(text);
  expect(isMaintenancePage(messageBody)).toBe(is);
});

test("the longest page fits in what a load balancer answers by itself", () => {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
  const { messageBody } = maintenanceAnswer("a".repeat(maintenanceText.most));
  expect(Buffer.byteLength(messageBody)).toBeLessThanOrEqual(1024);
});

test.each([["<b>"], ['"'], ["&amp;"], ["a\nb"], ["é"]])("%j may not stand in it", (text) => {
  expect(maintenanceText.pattern.test(text)).toBe(false);
  expect(isMaintenancePage(maintenanceAnswer(text).messageBody)).toBe(false);
});

test("any other answer is not that page", () => {
  const { messageBody } = maintenanceAnswer();
  const others = [
    messageBody.replace("<!doctype", "x!doctype"),
    messageBody.replace("</html>", "</htmlx"),
    `x${messageBody}`,
    `${messageBody}x`,
  ];
  for (const other of [...others, "<p>Closed.</p>", undefined, 1]) {
    expect(isMaintenancePage(other)).toBe(false);
  }
});
