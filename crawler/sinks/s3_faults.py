"""Causes of S3 errors in our own words (the store's may quote the request)."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    MetadataRetrievalError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    ReadTimeoutError,
    ResponseStreamingError,
    SSLError,
    SSOError,
    TokenRetrievalError,
)

CUT_SHORT = "response truncated"

CAUSES = {
    "NoSuchBucket": "no such bucket",
    "NoSuchKey": "no such object",
    "404": "no such object",
    "InvalidBucketName": "invalid bucket name",
    "AccessDenied": "access denied",
    "AllAccessDisabled": "access denied",
    "403": "access denied",
    "SignatureDoesNotMatch": "access denied: the secret key does not match the access key",
    "InvalidAccessKeyId": "access denied: unknown access key",
    "InvalidToken": "access denied: invalid session token",
    "ExpiredToken": "credentials expired",
    "ExpiredTokenException": "credentials expired",
    "TokenRefreshRequired": "credentials expired",
    "RequestTimeTooSkewed": "clock skew: this machine's clock differs too much from the store's",
    "PermanentRedirect": "the bucket is in another region",
    "301": "the bucket is in another region",
    "AuthorizationHeaderMalformed": "the bucket is in another region",
    "IllegalLocationConstraintException": "the bucket is in another region",
    "400": "request rejected: wrong region, or expired credentials",
    "SlowDown": "rate limited by the store",
    "429": "rate limited by the store",
    "ServiceUnavailable": "storage service unavailable (503)",
    "503": "storage service unavailable (503)",
    "InternalError": "storage server error (500)",
    "500": "storage server error (500)",
    "BadDigest": "checksum mismatch: upload corrupted in transit",
    "XAmzContentSHA256Mismatch": "checksum mismatch: upload corrupted in transit",
    "XAmzContentChecksumMismatch": "checksum mismatch: upload corrupted in transit",
    "MalformedXML": "checksum mismatch: upload corrupted in transit",
    "InvalidPart": "checksum mismatch: upload corrupted in transit",
    "IncompleteBody": "checksum mismatch: upload corrupted in transit",
    "NotImplemented": "operation not supported by the store (conditional writes?)",
}
"""Error code, or HTTP status of a response without a body -> cause."""

BOTO_CAUSES: dict[type[BotoCoreError], str] = {
    NoCredentialsError: "no AWS credentials found (environment, profile or role)",
    PartialCredentialsError: "incomplete AWS credentials",
    CredentialRetrievalError: "cannot fetch AWS credentials",
    MetadataRetrievalError: "cannot fetch the AWS credentials of this machine's role",
    SSOError: "AWS credentials expired: log in again",
    TokenRetrievalError: "AWS credentials expired: log in again",
    ProfileNotFound: "no such AWS profile",
    ProxyConnectionError: "cannot connect to the proxy",
    SSLError: "the endpoint's TLS certificate is not trusted",
    EndpointConnectionError: "cannot connect to the endpoint",
    ConnectTimeoutError: "cannot connect to the endpoint",
    ReadTimeoutError: "no response from the endpoint",
    ConnectionClosedError: "connection closed by the endpoint",
    ResponseStreamingError: CUT_SHORT,
    IncompleteReadError: CUT_SHORT,
    FlexibleChecksumError: "checksum mismatch: download corrupted in transit",
    ParamValidationError: "invalid bucket or object name",
    HTTPClientError: "no response from the endpoint",
}
"""Exception class -> cause; subclasses come before their base classes."""


def cause_of(error: Exception) -> str:
    """Return the cause of an S3 error in a few words."""
    if isinstance(error, ClientError):
        code = code_of(error)
        return CAUSES.get(code, f"S3 error {code}")
    if isinstance(error, BotoCoreError):
        for kind, words in BOTO_CAUSES.items():
            if isinstance(error, kind):
                return words
        return f"S3 error: {type(error).__name__}"
    return CUT_SHORT


def code_of(error: ClientError) -> str:
    """Return the store's error code."""
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def is_missing(error: ClientError) -> bool:
    """Return whether the object does not exist; a missing bucket does not count."""
    return code_of(error) in ("NoSuchKey", "404")


def is_precondition_failed(error: ClientError) -> bool:
    """Return whether the condition of a conditional write failed."""
    return status_of(error) == 412 or code_of(error) == "PreconditionFailed"


def status_of(error: ClientError) -> int | None:
    """Return the HTTP status of an error response, or None."""
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
