# ruff: noqa: E501 (as it comes)
"""A page about a therapy as somebody writes it in Word or Google Docs before it comes here."""

TECHNIQUES = [
    "Naming feelings",
    "Slow breathing",
    "Grounding",
    "Letters never sent",
    "Repair talks",
    "Safe place",
    "Looking back",
]
QUESTIONS = [
    "How long does it take?",
    "Is it done in a group?",
    "Does it hurt?",
    "Can my family come?",
    "What if I cannot talk?",
    "Who does it?",
]
CONDITIONS = ["Anxiety", "Depression", "PTSD", "Complex PTSD", "Bipolar Disorder"]
TABLE = (
    "<table><tr><td><p><b>Week</b></p></td><td><p><b>What we do</b></p></td></tr>"
    "<tr><td><p>One</p></td><td><p>Talk</p></td></tr></table>"
)

DOCUMENT = f"""<html><head><meta name=Generator content="Microsoft Word 15"></head><body><!--StartFragment-->
<p class=MsoTitle>Harbor Therapy</p>
<p class=MsoNormal>It helps people who find it hard to trust.</p><p class=MsoNormal>You go at your own pace.</p>
<h1>How does Alter use Harbor Therapy?</h1><p class=MsoNormal>In <i>small</i> steps.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Talk</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>alone</p>
{TABLE}
<h1>Useful for</h1>
{"".join(f"<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>{name}</p>" for name in CONDITIONS)}
<h1>Techniques</h1>{"".join(f"<h2>{name}</h2><p class=MsoNormal>We try {name.lower()}.</p>" for name in TECHNIQUES)}
<h1>FAQs</h1>{"".join(f"<p class=MsoNormal><b>{words}</b></p><p class=MsoNormal>It depends.</p>" for words in QUESTIONS)}
<!--EndFragment--></body></html>"""
