"""A page of a modern news site: menu, article, teasers, newsletter box, footer."""

STORY = (
    "The harbor of Port Emmel was dredged in the spring, for the first time in forty years.",
    "The pilots had asked for it every winter, and every winter the council had no money.",
    '"We found a bell, two anchors and a bicycle," said Hanno Meien, who keeps the dredger.',
    "The bell is to hang in the school, where it will be rung at noon, the council decided.",
    "Work on the eastern mole begins in June, and the ferry will land at the old pier till then.",
)
MODERN = f"""<!doctype html><html>
<head><title>Harbor dredged | The Emmel Ledger</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sea">Sea</a></li>
<li><a href="/x">More</a></li></ul></nav>
<main><article class="post"><h1>Harbor dredged</h1>
<div class="entry-content">{"".join(f"<p>{each}</p>" for each in STORY)}</div></article>
<aside class="related"><h4>Related</h4><ul><li><a href="/1">Eels are late</a></li>
<li><a href="/2">Lamp works opens</a></li></ul></aside></main>
<div class="newsletter-signup"><p>Subscribe to our newsletter</p></div>
<footer><p>© 2024 The Emmel Ledger. All rights reserved.</p></footer></body></html>"""
