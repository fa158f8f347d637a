"""What goes wrong with S3, in our words, for the store's may quote the request; what may pass."""

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

CUT_SHORT = "the answer breaks off"

CAUSES = {
    "NoSuchBucket": "there is no such bucket",
    "NoSuchKey": "there is no such object",
    "404": "there is no such object",
    "InvalidBucketName": "this is no name for a bucket",
    "AccessDenied": "access denied",
    "AllAccessDisabled": "access denied",
    "403": "access denied",
    "SignatureDoesNotMatch": "access denied: the secret key does not fit the access key",
    "InvalidAccessKeyId": "access denied: the access key is not known there",
    "InvalidToken": "access denied: the session token is not known there",
    "ExpiredToken": "the credentials have expired",
    "ExpiredTokenException": "the credentials have expired",
    "TokenRefreshRequired": "the credentials have expired",
    "RequestTimeTooSkewed": "the clock of this machine and that of the store are too far apart",
    "PermanentRedirect": "the bucket lies in another region",
    "301": "the bucket lies in another region",
    "AuthorizationHeaderMalformed": "the bucket lies in another region",
    "IllegalLocationConstraintException": "the bucket lies in another region",
    "400": "the store refuses the request: another region, or credentials that have expired",
    "SlowDown": "the store asks to slow down",
    "429": "the store asks to slow down",
    "ServiceUnavailable": "the store is not available",
    "503": "the store is not available",
    "InternalError": "the store is out of order",
    "500": "the store is out of order",
    "BadDigest": "what arrives there is not what was sent",
    "XAmzContentSHA256Mismatch": "what arrives there is not what was sent",
    "XAmzContentChecksumMismatch": "what arrives there is not what was sent",
    "MalformedXML": "what arrives there is not what was sent",
    "InvalidPart": "what arrives there is not what was sent",
    "IncompleteBody": "what arrives there is not what was sent",
    "NotImplemented": "the store does not know what is asked of it (conditional writes?)",
}
"""Error code, or status of an answer without a body -> what it means."""

BOTO_CAUSES: dict[type[BotoCoreError], str] = {
    NoCredentialsError: "no AWS credentials found (environment, profile or role)",
    PartialCredentialsError: "the AWS credentials are incomplete",
    CredentialRetrievalError: "the AWS credentials cannot be fetched",
    MetadataRetrievalError: "the AWS credentials of this machine's role cannot be fetched",
    SSOError: "the AWS credentials have expired: log in again",
    TokenRetrievalError: "the AWS credentials have expired: log in again",
    ProfileNotFound: "there is no such AWS profile",
    ProxyConnectionError: "the proxy cannot be reached",
    SSLError: "the endpoint's certificate is not trusted",
    EndpointConnectionError: "the endpoint cannot be reached",
    ConnectTimeoutError: "the endpoint cannot be reached",
    ReadTimeoutError: "the endpoint does not answer",
    ConnectionClosedError: "the connection breaks",
    ResponseStreamingError: CUT_SHORT,
    IncompleteReadError: CUT_SHORT,
    FlexibleChecksumError: "what comes back is not what is stored there",
    ParamValidationError: "this is no name for a bucket or an object",
    HTTPClientError: "the endpoint does not answer",
}
"""In this order, for some are kinds of others."""

_DAMAGED = {code for code, cause in CAUSES.items() if cause == CAUSES["BadDigest"]}
_CROSSED = {"ConditionalRequestConflict", "OperationAborted", "409"}
"""Another write of the same object was under way, perhaps our own, whose answer was lost."""
_THROTTLED = {
    *("SlowDown", "429", "Throttling", "ThrottlingException", "RequestThrottled"),
    *("RequestLimitExceeded", "BandwidthLimitExceeded", "TooManyRequests"),
    *("TooManyRequestsException", "SlowDownRead", "SlowDownWrite"),
}
_PASSING = {"RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"}
_PASSING_STATUS = {408, 429, 500, 502, 503, 504}


def cause_of(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, ClientError):
        code = code_of(error)
        return CAUSES.get(code, f"the store answers {code}")
    if isinstance(error, BotoCoreError):
        for kind, words in BOTO_CAUSES.items():
            if isinstance(error, kind):
                return words
        return f"S3 fails: {type(error).__name__}"
    return CUT_SHORT


def code_of(error: ClientError) -> str:
    """The store's word for it."""
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def is_crossed(error: ClientError) -> bool:
    """Whether two writes of an object met, and neither may have been made."""
    return code_of(error) in _CROSSED


def is_missing(error: ClientError) -> bool:
    """Whether there is no such object; a bucket that is not there is another matter."""
    return code_of(error) in ("NoSuchKey", "404")


def is_unmet(error: ClientError) -> bool:
    """Whether the condition of a write did not hold."""
    return _status(error) == 412 or code_of(error) == "PreconditionFailed"


def is_throttled(error: ClientError) -> bool:
    """Whether the store asks for a slower pace."""
    return code_of(error) in _THROTTLED


def is_passing_answer(error: ClientError) -> bool:
    """Whether a store that answers so may answer otherwise when it is asked again."""
    if is_crossed(error) or is_throttled(error) or _status(error) in _PASSING_STATUS:
        return True
    return code_of(error) in _PASSING or code_of(error) in _DAMAGED


def _status(error: ClientError) -> int | None:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
