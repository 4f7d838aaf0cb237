#!/usr/bin/env python3
"""Makes release.docx and release.odt as a press office would: pip install python-docx odfpy, then run it here.

The files are in the repository; this says where they come from.
"""

from datetime import datetime

import docx
from docx.enum.text import WD_BREAK
from odf import opendocument, table, text

word = docx.Document()
word.core_properties.title = "Ferries sail at dawn"
word.core_properties.author = "Harbour Press Office"
word.core_properties.created = word.core_properties.modified = datetime(2020, 1, 2)
word.sections[0].header.paragraphs[0].text = "FOR IMMEDIATE RELEASE"
word.add_heading("Ferries sail at dawn", 0)
word.add_paragraph("PORT ARDEN, June 16, 2021 — The port council has decided.")
first = word.add_paragraph("“The ferries will sail ")
first.add_run("at dawn").bold = True
first.add_run(", and nobody will be left standing on the quay,” said Maria Fisk, the harbour master.")
word.add_paragraph("“Tickets are sold at the quay,” she added.", style="List Bullet")
rows = word.add_table(rows=1, cols=2).rows[0].cells
rows[0].text, rows[1].text = "First ferry", "05:40"
contact = word.add_paragraph("Contact: Press Office")
contact.add_run().add_break(WD_BREAK.LINE)
contact.add_run("press@port.example")
word.save("release.docx")

odt = opendocument.OpenDocumentText()
odt.text.addElement(text.H(outlinelevel=1, text="Ferries sail at dawn"))
odt.text.addElement(text.P(text="PORT ARDEN, June 16, 2021 — The port council has decided."))
said = text.P(text="“The ferries will sail ")
said.addElement(text.Span(text="at dawn"))
said.addText(", and nobody will be left standing on the quay,” said Maria Fisk, the harbour master.")
odt.text.addElement(said)
times = table.Table(name="Times")
times.addElement(table.TableColumn())
row = table.TableRow()
cell = table.TableCell()
cell.addElement(text.P(text="First ferry 05:40"))
row.addElement(cell)
times.addElement(row)
odt.text.addElement(times)
odt.save("release.odt")
