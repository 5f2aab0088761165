#!/usr/bin/python3
"""Writes the templates of letters, templates/letters/*.docx, anew. They are ordinary documents: who only wants other words
opens one in a word processor, changes it, looks at it with `zhiheng letter check FILE.docx KIND` and puts it into the
folder of the setting letters_folder. This script is for those who change all of them at once.

Pages follow GB/T 9704: A4, margins 37/26/35/28 mm, titles in 小标宋, text in 仿宋 of 16 points at 28 points a line.
The same script always writes the same bytes.
"""
import pathlib
import sys
import zipfile
from xml.sax.saxutils import escape

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "templates/letters"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def run(text, style=""):
    return f'<w:r>{f"<w:rPr>{style}</w:rPr>" if style else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(text, style="Normal", more=""):
    """**bold** within the text."""
    runs = "".join(run(piece, "<w:b/>" if i % 2 else "") for i, piece in enumerate(text.split("**")) if piece)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def title(text):
    return p(text, "LetterTitle")


def para(text):
    return p(text, "LetterText")


def heading(text):
    return p(text, "LetterHeading")


def right(text):
    return p(text, "Normal", '<w:jc w:val="right"/>')


def cell(text, width, style):
    """Amounts, written with a leading >, stand at the right."""
    if text.startswith(">"):
        text, style = text[1:], "CellNumber"
    return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            + "".join(p(line, style) for line in text.split("\n")) + "</w:tc>")


def row(cells, widths, style, head=False):
    properties = '<w:trPr><w:cantSplit/>' + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
    return "<w:tr>" + properties + "".join(cell(c, w, style) for c, w in zip(cells, widths)) + "</w:tr>"


def table(head, rows, widths):
    """Rows of texts; the head repeats on every page."""
    total = sum(widths)
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
    out = (f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
           '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>' + "".join(f'<w:gridCol w:w="{w}"/>' for w in widths) + "</w:tblGrid>")
    if head:
        out += row(head, widths, "CellHead", True)
    return out + "".join(row(r, widths, "Cell") for r in rows) + "</w:tbl>" + p("", "Gap")


def facts(*pairs, widths=(2300, 6540)):
    return table(None, [[f"**{name}**", value] for name, value in pairs], list(widths))


def signed(name="{{委托方}}", day="{{签发日期}}"):
    return p("", "Normal") + right(name) + right(day)


def signatures(*names):
    return table(None, [[f"{name}（签字）：\n\n" for name in names]], [8840 // len(names)] * len(names))


STYLES = HEAD + f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="LetterTitle"><w:name w:val="Letter Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="240" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="LetterText"><w:name w:val="Letter Text"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:firstLine="640" w:firstLineChars="200"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="LetterHeading"><w:name w:val="Letter Heading"/><w:basedOn w:val="LetterText"/><w:next w:val="LetterText"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="40" w:after="40" w:line="340" w:lineRule="atLeast"/><w:jc w:val="left"/></w:pPr><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="CellNumber"><w:name w:val="Cell Number"/><w:basedOn w:val="Cell"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="CellHead"><w:name w:val="Cell Head"/><w:basedOn w:val="Cell"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Gap"><w:name w:val="Gap"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="200" w:lineRule="exact"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Small"><w:name w:val="Small"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="340" w:lineRule="atLeast"/></w:pPr><w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Foot"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>
</w:styles>"""


def font(name, instead, family):
    return f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'


FONTS = (HEAD + f"<w:fonts {W}>" + font("方正小标宋简体", "宋体", "roman") + font("仿宋_GB2312", "仿宋", "modern") + font("黑体", "SimHei", "modern")
         + '<w:font w:name="Times New Roman"><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>')
SETTINGS = HEAD + f'<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
FOOTER = (HEAD + f'<w:ftr {W}>' + '<w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr>' + run("— ") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
          '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("1") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(" —") + '</w:p></w:ftr>')


def header(text):
    return HEAD + f'<w:hdr {W}>' + p(text, "Small", '<w:jc w:val="right"/>') + "</w:hdr>"


def write(name, head, body, landscape=False):
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' if landscape else '<w:pgSz w:w="11906" w:h="16838"/>'
    margins = ('<w:pgMar w:top="1588" w:right="1361" w:bottom="1361" w:left="1361" w:header="851" w:footer="794" w:gutter="0"/>' if landscape else
               '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="1134" w:footer="1361" w:gutter="0"/>')
    section = f'<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>{size}{margins}</w:sectPr>'
    parts = {
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/word/{part}.xml" ContentType="{TYPE}{kind}+xml"/>' for part, kind in
                  (("document", "document.main"), ("styles", "styles"), ("fontTable", "fontTable"), ("settings", "settings"), ("header1", "header"), ("footer1", "footer"))) + "</Types>",
        "_rels/.rels": HEAD + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{REL}{kind}" Target="{target}.xml"/>' for i, (kind, target) in
                  enumerate((("styles", "styles"), ("fontTable", "fontTable"), ("settings", "settings"), ("header", "header1"), ("footer", "footer1")), 1)) + "</Relationships>",
        "word/document.xml": HEAD + f"<w:document {W}><w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": STYLES, "word/fontTable.xml": FONTS, "word/settings.xml": SETTINGS,
        "word/header1.xml": header(head), "word/footer1.xml": FOOTER,
    }
    with zipfile.ZipFile(FOLDER / f"{name}.docx", "w", zipfile.ZIP_DEFLATED) as out:
        for part, text in parts.items():
            entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, text)


def proof_note(kind):
    return p(f"核验码：**{{{{核验码}}}}**。本文书随附同一{kind}的证据文件（JSON），核验码由其摘要生成；任何人可在任意电脑上运行 zhiheng verify 证据文件 --code 核验码，离线重算全部数字。", "Small")


def result():
    return (title("第三方机构评价质量考核结果告知书") + right("编号：{{编号}}") + p("{{机构名称}}：")
            + para("根据《{{办法名称}}》（{{办法版本}}）和委托合同（合同编号：{{合同编号}}），我单位对你单位承担的“{{评价项目}}”（项目编号：{{项目编号}}）评价工作质量进行了考核，现将结果告知如下：")
            + p("{{#更正原因}}本告知书替代此前就同一评价项目出具的告知书。更正原因：{{更正原因}}。{{/更正原因}}", "LetterText")
            + heading("一、考核得分")
            + table(["考核方面", "权重", "得分（分）"], [["{{#考核方面}}{{方面}}", "{{权重}}", ">{{得分}}{{/考核方面}}"], ["**综合得分**", "质量等级：{{质量等级}}", ">**{{综合得分}}**"]], [4400, 2220, 2220])
            + heading("二、费用计算")
            + table(["事项", "计算基数（元）", "比例", "金额（元）"], [["{{#扣减明细}}{{事项}}", ">{{基数}}", ">{{比例}}", ">{{金额}}{{/扣减明细}}"], ["扣减合计", "", "", ">{{扣减金额}}"], ["奖励", "", "", ">{{奖励金额}}"]], [3800, 2040, 1200, 1800])
            + para("本项目合同服务费{{合同金额}}元，考核结论：{{考核结论}}；扣减{{扣减金额}}元（{{扣减金额大写}}），奖励{{奖励金额}}元，本项目应付服务费{{应付金额}}元。最终支付以合同结算单为准。")
            + heading("三、计算过程") + para("{{#计算过程}}") + para("{{序号}}．{{步骤}}") + para("{{/计算过程}}")
            + heading("四、异议权利")
            + para("你单位对上述结果有异议的，可以在{{异议期限}}内（截止日期：{{异议截止日期}}）逐条提出书面异议，并附证据和诉求；逾期未提出的，视为无异议。异议处理期间，相关费用暂缓确认。")
            + signed() + p("", "Gap") + proof_note("结果"))


def statement():
    return (title("服务费结算付款通知书") + right("编号：{{编号}}") + p("{{机构名称}}：")
            + para("委托合同“{{合同名称}}”（合同编号：{{合同编号}}）的服务费已按《{{办法名称}}》（{{办法版本}}）结算，现通知如下：")
            + table(["评价项目", "合同金额（元）", "奖励（元）", "扣减（元）", "应付（元）"], [["{{#明细}}{{评价项目}}", ">{{合同金额}}", ">{{奖励金额}}", ">{{扣减金额}}", ">{{应付金额}}{{/明细}}"], ["**合计**", ">{{合同金额}}", ">{{奖励金额}}", ">{{扣减金额}}", ">{{结算净额}}"]], [2240, 1700, 1500, 1700, 1700])
            + p("{{#调整单}}调整：{{更正事项}}，{{金额}}元，原因：{{原因}}。{{/调整单}}", "LetterText")
            + para("已支付{{已付金额}}元，本次应付{{本次应付}}元（{{本次应付大写}}），应追回{{应追回金额}}元。")
            + para("请核对后办理收款手续。") + signed() + p("", "Gap") + proof_note("结算单"))


def appointment():
    return (title("聘　书") + right("编号：{{编号}}") + p("{{姓名}}：")
            + para("经审核并公示，兹聘请您为{{委托方}}预算绩效管理{{专家类别}}专家库专家，承担预算绩效评审工作。")
            + facts(("工作单位", "{{工作单位}}"), ("职称", "{{职称}}"), ("专业领域", "{{专业领域}}"), ("聘期", "{{聘期}}"))
            + para("请您以独立身份客观、公正地提出评审意见，遵守回避和保密规定，按时完成评审任务。")
            + signed())


def invitation():
    return (title("评审邀请函") + right("编号：{{编号}}") + p("{{姓名}}专家：")
            + para("现邀请您参加以下评价项目的评审：")
            + facts(("评审项目", "{{评审项目}}"), ("评审内容", "{{评审内容}}"), ("评分截止日期", "{{评分截止日期}}"), ("会议时间", "{{会议时间}}"), ("会议地点", "{{会议地点}}"))
            + p("{{#答复期限}}请于{{答复期限}}前在系统中答复是否参加；逾期未答复的，将依次递补其他专家。{{/答复期限}}", "LetterText")
            + para("开始评审前，请先阅看回避名单并作出声明；与被评审单位、机构或项目有利害关系的，应当回避。评审材料和评审过程请予保密。")
            + signed())


def draw_record():
    return (title("评审专家抽取记录") + right("编号：{{编号}}")
            + facts(("评价项目", "{{评价项目}}"), ("专家组", "{{专家组}}"), ("抽取时间", "{{抽取时间}}"), ("抽取方法", "{{抽取方法}}"), ("名单摘要", "{{名单摘要}}"), ("随机种子", "{{随机种子}}"))
            + heading("一、参与方及种子") + table(["参与方", "承诺值", "揭示值"], [["{{#参与方}}{{名称}}", "{{承诺值}}", "{{揭示值}}{{/参与方}}"]], [2240, 3300, 3300])
            + heading("二、抽取顺序") + table(["次序", "专家", "类别", "单位", "结果"], [["{{#抽取结果}}{{次序}}", "{{姓名}}", "{{类别}}", "{{单位}}", "{{结果}}{{/抽取结果}}"]], [900, 1700, 1640, 2900, 1700])
            + heading("三、呼叫与拒绝") + table(["时间", "专家", "事由", "原因"], [["{{#呼叫记录}}{{时间}}", "{{姓名}}", "{{事由}}", "{{原因}}{{/呼叫记录}}"]], [2200, 1600, 1640, 3400])
            + p("{{^呼叫记录}}无。{{/呼叫记录}}", "LetterText")
            + para("任何人可凭导出的抽取文件，用 zhiheng verify 离线重复本次抽取。核验码：{{核验码}}。")
            + signatures("抽取人", "监督人", "参与方代表") + right("{{签发日期}}"))


def meeting_record():
    return (title("专家组评审会议记录") + right("编号：{{编号}}")
            + facts(("评价项目", "{{评价项目}}"), ("被评审机构", "{{机构名称}}"), ("会议时间", "{{会议时间}}"), ("会议地点", "{{会议地点}}"), ("法定人数", "{{法定人数}}"))
            + heading("一、出席情况") + table(["专家", "职责", "来源", "出席情况"], [["{{#成员}}{{姓名}}", "{{职责}}", "{{来源}}", "{{情况}}{{/成员}}"]], [2000, 1640, 2000, 3200])
            + heading("二、评分情况") + table(["专家", "考核方面", "讨论前（分）", "讨论后（分）", "状态"], [["{{#评分}}{{姓名}}", "{{方面}}", ">{{讨论前}}", ">{{讨论后}}", "{{状态}}{{/评分}}"]], [2000, 2240, 1500, 1500, 1600])
            + heading("三、讨论情况") + para("{{讨论情况}}") + heading("四、会议结论") + para("{{会议结论}}")
            + p("{{#法定人数调整}}法定人数由{{原人数}}人调整为{{新人数}}人，原因：{{原因}}。{{/法定人数调整}}", "LetterText")
            + signatures("组长", "记录人") + right("{{签发日期}}"))


def objection_decision():
    return (title("异议处理决定书") + right("编号：{{编号}}") + p("{{机构名称}}：")
            + para("你单位于{{提出日期}}就“{{评价项目}}”考核结果提出的异议（异议编号：{{异议编号}}）已经受理。经审查，现决定如下：")
            + table(["序号", "异议事项", "理由与诉求", "处理决定", "决定理由"], [["{{#异议事项}}{{序号}}", "{{事项}}", "{{理由}}", "{{决定}}", "{{决定理由}}{{/异议事项}}"]], [800, 1800, 2640, 1300, 2300])
            + para("处理结论：{{处理结论}}。{{决定说明}}")
            + "".join([p("{{#结果变更}}", "LetterText"), table(["事项", "处理前", "处理后"], [["综合得分（分）", ">{{原得分}}", ">{{新得分}}"], ["质量等级", "{{原等级}}", "{{新等级}}"], ["扣减金额（元）", ">{{原扣减}}", ">{{新扣减}}"]], [2840, 3000, 3000]), p("{{/结果变更}}", "LetterText")])
            + p("{{#申诉截止日期}}对本决定仍有异议的，可以在{{申诉截止日期}}前向上一级提出。{{/申诉截止日期}}", "LetterText")
            + signed() + p("", "Gap") + p("{{#核验码}}变更后结果的核验码：**{{核验码}}**。{{/核验码}}", "Small"))


def expert_payroll():
    return (title("专家评审费发放签领表") + right("编号：{{编号}}　　所属月份：{{所属月份}}")
            + table(["序号", "姓名", "评审事项", "计费方式", "税前（元）", "代扣个税（元）", "实发（元）", "收款账号", "签领"],
                    [["{{#发放明细}}{{序号}}", "{{姓名}}", "{{评审事项}}", "{{计费方式}}", ">{{税前金额}}", ">{{代扣税额}}", ">{{实发金额}}", "{{收款账号}}", "{{/发放明细}}"],
                     ["", "**合计**", "", "", ">{{税前合计}}", ">{{税额合计}}", ">{{实发合计}}", "", ""]], [800, 1500, 2700, 1900, 1450, 1450, 1450, 1900, 950])
            + p("实发合计（大写）：{{实发合计大写}}", "Normal")
            + table(None, [["编制（签字）：", "复核（签字）：", "负责人（签字）："]], [4700, 4700, 4700]) + right("{{签发日期}}"))


def reasons():
    return table(["序号", "评价项目及事项", "依据", "基数（元）", "比例", "金额（元）"],
                 [["{{#扣减明细}}{{序号}}", "{{评价项目}}\n{{事项}}", "{{依据}}", ">{{基数}}", ">{{比例}}", ">{{金额}}{{/扣减明细}}"], ["", "**合计**", "", "", "", ">**{{扣减金额}}**"]],
                 [740, 2200, 2100, 1400, 900, 1500])


def by_policy():
    return "根据《{{办法名称}}》（{{办法版本}}{{#办法出处}}，{{办法出处}}{{/办法出处}}）和委托合同“{{合同名称}}”（合同编号：{{合同编号}}）"


def deduction_notice():
    return (title("扣款告知书") + right("编号：{{编号}}") + p("{{机构名称}}：")
            + p("{{#撤回原因}}本告知书已撤回，不再有效。撤回原因：{{撤回原因}}。{{/撤回原因}}", "LetterText")
            + para(by_policy() + "，拟对你单位的服务费作如下扣减，现予告知：")
            + heading("一、扣减事项") + reasons()
            + para("以上拟扣减{{扣减金额}}元（{{扣减金额大写}}）。合同服务费{{合同金额}}元，奖励{{奖励金额}}元，扣减后为{{扣减后金额}}元。")
            + heading("二、计算过程") + para("{{#计算过程}}") + para("{{序号}}．{{步骤}}") + para("{{/计算过程}}")
            + heading("三、答复和异议")
            + para("请在{{答复期限}}内（截止日期：{{答复截止日期}}）答复是否接受。有异议的，请按上表序号逐项说明理由并附证据；逾期未答复的，视为无异议，按上述金额结算。答复期间，付款期限中止计算。")
            + signed() + p("", "Gap") + p("{{#核验码}}核验码：**{{核验码}}**。本文书随附证据文件（JSON），核验码由其摘要生成；任何人可运行 zhiheng verify 证据文件 --code 核验码，离线重算全部数字。{{/核验码}}", "Small"))


def claim():
    return (title("追回多付款项通知书") + right("编号：{{编号}}") + p("{{机构名称}}：")
            + para(by_policy() + "，你单位的服务费已于{{结算确认日期}}结算（结算单编号：{{结算单编号}}）。已支付的金额多于应付金额，现通知你单位退回多付的款项：")
            + heading("一、应追回的金额")
            + table(["评价项目", "合同金额（元）", "奖励（元）", "扣减（元）", "应付（元）"], [["{{#明细}}{{评价项目}}", ">{{合同金额}}", ">{{奖励金额}}", ">{{扣减金额}}", ">{{应付金额}}{{/明细}}"], ["**合计（含调整）**", ">{{合同金额}}", ">{{奖励金额}}", ">{{扣减金额}}", ">{{结算净额}}"]], [2240, 1700, 1500, 1700, 1700])
            + para("结算净额{{结算净额}}元，已支付{{已付金额}}元，应追回**{{应追回金额}}元**（{{应追回金额大写}}）。")
            + heading("二、扣减和调整的原因") + reasons()
            + p("{{#调整单}}调整：{{更正事项}}，{{金额}}元，原因：{{原因}}。{{/调整单}}", "LetterText")
            + heading("三、退回方式")
            + para("请于{{退回截止日期}}前将上述款项退回以下账户，并注明合同编号和本通知编号：")
            + facts(("收款户名", "{{收款户名}}"), ("开户银行", "{{收款银行}}"), ("收款账号", "{{收款账号}}"), ("金额（元）", "{{应追回金额}}（{{应追回金额大写}}）"))
            + heading("四、异议")
            + para("对本通知所列金额有异议的，请自收到本通知之日起{{异议期限}}内书面逐项提出并附证据；对考核结果的异议，按考核结果告知书所列期限提出。")
            + signed() + p("", "Gap") + proof_note("结算单"))


LETTERS = {"result": result, "statement": statement, "appointment": appointment, "invitation": invitation, "draw_record": draw_record,
           "meeting_record": meeting_record, "objection_decision": objection_decision, "expert_payroll": expert_payroll,
           "deduction_notice": deduction_notice, "claim": claim}

if __name__ == "__main__":
    for letter in sys.argv[1:] or LETTERS:
        write(letter, "{{委托方}}", LETTERS[letter](), landscape=letter == "expert_payroll")
