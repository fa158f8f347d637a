#!/bin/sh
# py3langid 0.4.0 calls a text without any known feature Afrikaans.
#
# classify() of "", "12 34" or "Paris" returns ('af', -3.4e+38): the first language of its list,
# with the lowest float as the score, and no error.
# A headline or caption that is too short must be filtered by the score.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check py3langid==0.4.0
"$folder/venv/bin/python" - <<'PY'
import py3langid

for text in ("", "12 34", "Paris"):
    language, score = py3langid.classify(text)
    print(f"{text!r}: {language} {score:.3g}")
    assert language == "af" and score < -3e38, "behaviour changed"
PY
