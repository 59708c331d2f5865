"""ACM: DescribeCertificate answers the key algorithm that was asked for.

@see https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html
"""

from ministack.services import acm


def fill():
    request, shape = acm._request_certificate, acm._cert_shape

    def request_certificate(data):
        before = set(acm._certificates)
        answer = request(data)
        for arn in set(acm._certificates) - before:
            acm._certificates[arn]["KeyAlgorithm"] = data.get("KeyAlgorithm", "RSA_2048")
        return answer

    def cert_shape(certificate):
        return {**shape(certificate), "KeyAlgorithm": certificate.get("KeyAlgorithm", "RSA_2048")}

    acm._request_certificate, acm._cert_shape = request_certificate, cert_shape
