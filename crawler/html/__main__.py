"""Compile the templates of packages, for installations to which a crawl may not write.

python -m crawler.html crawler.reporting
"""

import sys

from crawler.html import environment

sys.dont_write_bytecode = False
for package in sys.argv[1:]:
    made = environment(package)
    for name in made.list_templates(["j2"]):
        made.get_template(name)
