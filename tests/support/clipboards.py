# ruff: noqa: E501 (as it comes)
"""What programs put on the clipboard for one small text: the markup and the junk of each, and what should come of it."""

from __future__ import annotations

from playwright.sync_api import Page

# The text: a heading, a smaller one, bold and italic words, a list in a list, numbers, a link, a table.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!--
 /* Style Definitions */
p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0in; font-size:12.0pt; font-family:"Aptos",sans-serif;}
h1 {mso-style-priority:9; color:#0F4761;}
@list l0 {mso-list-id:1; mso-list-type:hybrid;}
@list l0:level1 {mso-level-number-format:bullet; mso-level-text:\uf0b7; font-family:Symbol;}
@list l0:level2 {mso-level-number-format:bullet; mso-level-text:o; font-family:"Courier New";}
@list l1:level1 {mso-level-tab-stop:none; mso-level-number-format:decimal;}
--></style></head><body lang=EN-US link="#467886" style='tab-interval:.5in;word-wrap:break-word'><!--StartFragment-->
<h1 style='margin-top:0in'><a name="_Toc1"></a><b><span style='font-size:20.0pt'>Finding calm<o:p></o:p></span></b></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Breathing</b> helps <i style='mso-bidi-font-style:
normal'>many</i> people.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<h2><span style='mso-fareast-font-family:"Times New Roman"'>At home<o:p></o:p></span></h2>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Sit<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in;mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span></span><!--[endif]-->on a chair</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Wait</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span><![endif]>Breathe in</p>
<p class=MsoNormal>Read <a href="https://example.org/study?utm_source=mail&amp;id=7" target="_blank"><span
style='color:blue'>a study</span></a>.<![if !vml]><img src="file:///C:/clip_image001.png" v:shapes="x"><![endif]></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
<td width=311 style='background:#eee'><p class=MsoNormal><b>Day<o:p></o:p></b></p></td><td><p class=MsoNormal><b>Time</b>
<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>One</p></td><td><p class=MsoNormal>10 min</p></td></tr></table>
<!--EndFragment--></body></html>"""

DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0f3c-7fff-1"><h1 dir="ltr"
style="line-height:1.38;"><span style="font-size:20pt;font-family:Arial;font-weight:400;">Finding calm</span></h1>
<p dir="ltr" style="margin:0"><span style="font-size:11pt;font-weight:700;font-style:normal;">Breathing</span><span
style="font-size:11pt;font-weight:400;"> helps </span><span style="font-weight:400;font-style:italic;">many</span><span
style="font-weight:400;font-style:normal;"> people.</span></p><br /><h2 dir="ltr"><span style="font-weight:400;">At
home</span></h2><ul style="margin:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p
dir="ltr" role="presentation"><span style="font-weight:400;">Sit</span></p></li><ul><li dir="ltr" aria-level="2"
style="list-style-type:circle"><p dir="ltr" role="presentation"><span>on a chair</span></p></li></ul><li dir="ltr"
aria-level="1"><p dir="ltr" role="presentation"><span>Wait</span></p></li></ul><ol><li dir="ltr" aria-level="1"><p
role="presentation"><span style="font-weight:400">Breathe in</span></p></li></ol><p dir="ltr"><span>Read </span><a
href="https://www.google.com/url?q=https://example.org/study?id%3D7&amp;sa=D&amp;ust=1" style="text-decoration:none;"><span
style="color:#1155cc;">a study</span></a><span>.</span></p><div dir="ltr" align="left"><table style="border:none;"><colgroup>
<col /><col /></colgroup><tbody><tr style="height:0pt"><td><p dir="ltr"><span style="font-weight:700">Day</span></p></td><td>
<p dir="ltr"><span style="font-weight:700">Time</span></p></td></tr><tr><td><p dir="ltr"><span>One</span></p></td><td><p
dir="ltr"><span>10 min</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">"""

PAGES = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"><html><head>
<meta http-equiv="Content-Style-Type" content="text/css"><meta name="Generator" content="Cocoa HTML Writer">
<style type="text/css">
p.p1 {margin: 0.0px 0.0px 10.0px 0.0px; font: 28.0px 'Helvetica Neue'; color: #000000}
p.p2 {margin: 0.0px 0.0px 0.0px 0.0px; font: 11.0px 'Helvetica Neue'; min-height: 12.0px}
p.p3 {margin: 0.0px; font: 18.0px 'Helvetica Neue'}
li.li2 {font: 11.0px 'Helvetica Neue'}
span.s1 {font: 11.0px Helvetica; color: #0000ee}
table.t1 {border-collapse: collapse} td.td1 {border: solid 1px}
ul.ul1 {list-style-type: disc}</style></head><body>
<p class="p1"><b>Finding calm</b></p>
<p class="p2"><b>Breathing</b> helps <i>many</i> people.</p><p class="p2"><br></p>
<p class="p3"><b>At home</b></p>
<ul class="ul1"><li class="li2"><span class="s2"></span>Sit</li><ul class="ul1"><li class="li2">on a chair</li></ul>
<li class="li2">Wait</li></ul><ol class="ol1"><li class="li2">Breathe in</li></ol>
<p class="p2">Read <a href="http://example.org/study?id=7"><span class="s1">a study</span></a>.</p>
<table cellspacing="0" class="t1"><tbody><tr><td class="td1" valign="middle"><p class="p2"><b>Day</b></p></td><td><p
class="p2"><b>Time</b></p></td></tr><tr><td class="td1"><p class="p2">One</p></td><td><p class="p2">10 min</p></td></tr>
</tbody></table></body></html>"""

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--
p.MsoNormal {margin:0in; font-size:11.0pt} @list l0:level1 {mso-level-number-format:bullet}
--></style></head><body><!--StartFragment--><div class=WordSection1>
<p class=MsoHeading1 style='mso-outline-level:1'><span style='font-size:16.0pt'>Finding calm<o:p></o:p></span></p>
<p class=MsoNormal><b>Breathing</b> helps <i>many</i> people.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal style='mso-outline-level:2'><b>At home</b></p>
<ul style='margin-top:0in' type=disc><li class=MsoListParagraph style='margin-left:0in;mso-list:l0 level1 lfo1'>Sit<o:p></o:p>
</li><ul style='margin-top:0in' type=circle><li class=MsoListParagraph style='mso-list:l0 level2 lfo1'>on a chair</li></ul>
<li class=MsoListParagraph style='mso-list:l0 level1 lfo1'>Wait</li></ul>
<ol start=1 type=1><li class=MsoNormal style='mso-list:l1 level1 lfo2'>Breathe in</li></ol>
<p class=MsoNormal>Read <a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fstudy%3Fid%3D7&amp;data=05%7C"
originalsrc="https://example.org/study?id=7">a study</a>.</p>
<div><table border=0 role=presentation><tr><td><table class=MsoNormalTable><thead><tr><td><p class=MsoNormal>Day</p></td><td><p
class=MsoNormal>Time</p></td></tr></thead><tr><td>One</td><td>10 min</td></tr></table></td></tr></table></div>
</div><!--EndFragment--></body></html>"""

WEB = """<html><body><header><nav><ul><li><a href="/">Home</a></li></ul></nav></header><main class="c-article"
data-reactid="1"><h1 id="top" style="color:red" onclick="alert(1)">Finding calm</h1><img src="https://tracker.example/p.gif">
<script>document.title = "run"</script><div class="ad" aria-hidden="true">Buy now</div>
<p><strong class="x">Breathing</strong> helps <em>many</em> people.<button>Share</button></p><h2>At home</h2>
<ul><li>Sit<ul><li>on a chair</li></ul></li><li>Wait</li></ul><ol><li>Breathe in</li></ol>
<p>Read <a href="https://example.org/study?utm_campaign=x&amp;id=7&amp;gclid=1" rel="noopener" target=_blank>a study</a>.</p>
<figure><iframe src="https://evil.example/"></iframe></figure><table class="w"><thead><tr><th>Day<th>Time</tr></thead>
<tbody><tr><td>One<td>10 min</table></main><footer>© Somebody</footer></body></html>"""

FROM_HTML = {"Word": WORD, "Google Docs": DOCS, "Pages": PAGES, "Outlook": OUTLOOK, "a web page": WEB}

# Items that only a mark and a margin tell, as e-mails keep them.
MARKED = (
    "<p class=MsoNormal>Bring:</p>"
    "<p class=MsoListParagraph style='margin-left:.5in;mso-list:l0 level1 lfo1'><span style='font-family:Symbol'>·"
    "<span>&nbsp;&nbsp;&nbsp; </span></span>Shoes</p>"
    "<p class=MsoNormal style='margin-left:1.0in'>•&nbsp;&nbsp; <b>warm</b> ones</p>"
    "<p class=MsoNormal style='margin-left:.5in'>·&nbsp; A book</p><p class=MsoNormal>2 - 3 days</p>"
)
EXPECTED_OF_MARKED = (
    "<p>Bring:</p><ul><li><p>Shoes</p><ul><li><p><strong>warm</strong> ones</p></li></ul></li>"
    "<li><p>A book</p></li></ul><p>2 - 3 days</p>"
)

# What somebody has struck or noted in the margin, and what stands at the foot of the page.
TRACKED = (
    "<p class=MsoNormal>We <span class=msoDel><del cite='mailto:Sam'>cure</del></span><ins>treat</ins> it<s>!</s><span "
    "class=MsoCommentReference><a class=msocomanchor href='#_msocom_1'>[S1]</a></span>.<a href='#_ftn1'><span><![if "
    "!supportFootnotes]><span>[1]</span><![endif]></span></a></p><p><span style='text-decoration:line-through'>Never.</span>"
    "<span>10</span><sup>2</sup><sup><a href='#ftnt1'>[2]</a></sup></p><div style='mso-element:comment-list'><div "
    "style='mso-element:comment'><p>Mend this</p></div></div><div style='mso-element:footnote-list'><hr><div "
    "style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1'>[1]</a> Smith.</p></div></div>"
)
EXPECTED_OF_TRACKED = "<p>We treat it.[1]</p><p>10²[2]</p><p>[1] Smith.</p>"

TEXT = """# Finding calm

Breathing helps many
people.

## At home

- Sit
    - on a chair
- Wait

1. Breathe in

Read a study."""

EXPECTED = (
    "<h3>Finding calm</h3><p><strong>Breathing</strong> helps <em>many</em> people.</p><h4>At home</h4>"
    "<ul><li><p>Sit</p><ul><li><p>on a chair</p></li></ul></li><li><p>Wait</p></li></ul>"
    "<ol><li><p>Breathe in</p></li></ol>"
    '<p>Read <a href="https://example.org/study?id=7">a study</a>.</p>'
    "<table><tbody><tr><th><p>Day</p></th><th><p>Time</p></th></tr>"
    "<tr><td><p>One</p></td><td><p>10 min</p></td></tr></tbody></table>"
)
EXPECTED_OF_TEXT = (
    "<h3>Finding calm</h3><p>Breathing helps many people.</p><h4>At home</h4>"
    "<ul><li><p>Sit</p><ul><li><p>on a chair</p></li></ul></li><li><p>Wait</p></li></ul>"
    "<ol><li><p>Breathe in</p></li></ol><p>Read a study.</p>"
)

_PASTE = """([html, text]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(paste);
}"""


def pasted(page: Page, html: str = "", text: str = "") -> None:
    """Paste into what has the focus, as a browser does from its clipboard."""
    page.evaluate(_PASTE, [html, text])
