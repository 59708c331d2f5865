/**
 * What runs on every request for a page or a file: a path whose last part has no dot is a page of the application in the browser, which `index.html` shows.
 * Custom error responses would do the same to what the application itself answers 404.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const siteFunction = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") === -1) request.uri = "/index.html";
  return request;
}
`;
