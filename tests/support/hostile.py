"""Markup that tries to run, to load and to break out."""

HOSTILE = """
<script>alert(1)</script><noscript><img src=//evil.example/n></noscript>
<img src=x onerror=alert(2) srcset="//evil.example/s 2x">
<svg onload=alert(3)><script>4</script></svg>
<a href="javascript:alert(5)" target=_top ping=//evil.example>five</a><base href=//evil.example/>
<meta http-equiv=refresh content="0;url=//evil.example/">
<iframe srcdoc="<script>alert(6)</script>"></iframe>
<form action=//evil.example/ onsubmit=alert(7)><input autofocus onfocus=alert(8)>
<button formaction=//e>eight</button></form>
<style>@import "//evil.example/a.css"; p { background: url(//evil.example/b) } </style>
<div style="background:url('//evil.example/c')">nine</div>
<link rel=stylesheet href=//evil.example/d>
<xmp><script>alert(10)</script></xmp><wire-text n="0" s="+" onclick=alert(11)>eleven</wire-text>
<math><mtext></math><video src=//evil.example/v autoplay></video>
<object data=//evil.example/o></object>
"><a"b c=d>--><!-- </style></iframe><script>alert(12)</script>
"""
