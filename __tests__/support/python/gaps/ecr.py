"""ECR: scans and requests for them, pages, and errors for what is not there or is there already."""

import json
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import ecr

from . import fixtures


def fill():
    put_image, handle = ecr._put_image, ecr.handle_request

    def put(data):
        images = ecr._images.get(data.get("repositoryName"), [])
        digest, tag = data.get("imageDigest"), data.get("imageTag")
        if any(image["imageDigest"] == digest and tag in image["imageTags"] for image in images):
            return _error("ImageAlreadyExistsException", f"{digest} is already tagged {tag}")
        return put_image(data)

    async def request(method, path, headers, body, query_params):
        if headers.get("x-amz-target", "").endswith(".DescribeImageScanFindings"):
            return _describe_scan(json.loads(body))
        if headers.get("x-amz-target", "").endswith(".StartImageScan"):
            return _start_scan(json.loads(body))
        return await handle(method, path, headers, body, query_params)

    ecr._put_image, ecr._describe_images, ecr.handle_request = put, _describe_images, request


def _error(code, message):
    return error_response_json(code, message, 400)


def _page(items, data, default, largest):
    start = int(data.get("nextToken") or 0)
    end = start + min(data.get("maxResults") or default, largest)
    more = {"nextToken": str(end)} if end < len(items) else {}
    return items[start:end], more


def _describe_images(data):
    name = data["repositoryName"]
    if name not in ecr._repositories:
        return _error("RepositoryNotFoundException", f"The repository {name} does not exist")
    images = ecr._images.get(name, [])
    if data.get("imageIds"):
        images = [ecr._find_image(name, identifier) for identifier in data["imageIds"]]
        if None in images:
            return _error("ImageNotFoundException", f"The image {data['imageIds']} does not exist")
    if data.get("filter", {}).get("tagStatus") == "TAGGED":
        images = [image for image in images if image["imageTags"]]
    page, more = _page(images, data, 100, 1000)
    return json_response({"imageDetails": [_detail(name, image) for image in page], **more})


def _detail(name, image):
    digest = image["imageDigest"]
    manifest = json.loads(image["imageManifest"])
    artifact = manifest.get("artifactType") or manifest.get("config", {}).get("mediaType")
    subject = manifest.get("subject", {}).get("digest")
    return {
        "registryId": ecr._registry_id(),
        "repositoryName": name,
        "imageDigest": digest,
        **({"imageTags": image["imageTags"]} if image["imageTags"] else {}),
        "imageSizeInBytes": len(image["imageManifest"]),
        "imagePushedAt": fixtures.of("pushedAt").get(digest, image["imagePushedAt"]),
        "imageManifestMediaType": image["imageManifestMediaType"],
        **({"artifactMediaType": artifact} if artifact else {}),
        **({"subjectManifestDigest": subject} if subject else {}),
    }


def _start_scan(data):
    """A basic scan, once in 24 hours for each image. What it finds is the fixture in `rescans`, else what was there."""
    digest = data["imageId"]["imageDigest"]
    if ecr._find_image(data["repositoryName"], data["imageId"]) is None:
        return _error("ImageNotFoundException", f"The image {digest} does not exist")
    scans = fixtures.of("scans")
    before = scans.get(digest, {})
    if "enhancedFindings" in before:
        return _error("ValidationException", "This feature is disabled")
    if before.get("completedAt", 0) > time.time() - 86_400:
        return _error("LimitExceededException", "The scan quota per image has been exceeded. Wait and try again.")
    rescan = fixtures.of("rescans").get(digest, before)
    scans[digest] = {"pending": 1, "completedAt": time.time(), **rescan}
    status = {"imageScanStatus": {"status": "IN_PROGRESS"}}
    return json_response({"repositoryName": data["repositoryName"], "imageId": {"imageDigest": digest}, **status})


def _describe_scan(data):
    digest = data["imageId"]["imageDigest"]
    if ecr._find_image(data["repositoryName"], data["imageId"]) is None:
        return _error("ImageNotFoundException", f"The image {digest} does not exist")
    scan = fixtures.of("scans").get(digest)
    if scan is None:
        return _error("ScanNotFoundException", f"Image scan does not exist for {digest}")
    if scan.get("pending", 0) > 0:
        scan["pending"] -= 1
        return json_response({"imageScanStatus": {"status": "IN_PROGRESS"}})
    if "answer" in scan:
        return json_response(scan["answer"])
    kind = "enhancedFindings" if "enhancedFindings" in scan else "findings"
    page, more = _page(scan.get(kind, []), data, 100, 1000)
    answer = {
        "registryId": ecr._registry_id(),
        "repositoryName": data["repositoryName"],
        "imageId": {"imageDigest": digest},
        "imageScanStatus": {"status": scan["status"], "description": scan.get("description", "")},
        **more,
    }
    if "counts" in scan:
        answer["imageScanFindings"] = {
            "imageScanCompletedAt": scan.get("completedAt", 1_760_000_000),
            "findingSeverityCounts": scan["counts"],
            kind: page,
        }
    return json_response(answer)
