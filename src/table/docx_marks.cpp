#include "table/docx_marks.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t shown_letters = 40;

// Where a placeholder begins and ends in the text of its paragraph, in bytes.
struct Span {
  std::size_t from = 0, to = 0;
  char sigil = ' ';
  std::string name;
  int place = -1;
};

// Chinese input methods write the braces and the signs after them in full width.
constexpr std::string_view wide_open = "\xEF\xBD\x9B", wide_close = "\xEF\xBD\x9D";
struct Sign {
  std::string_view text;
  char sigil;
};
constexpr Sign signs[] = {{"#", '#'},           {"^", '^'}, {"/", '/'}, {"\xEF\xBC\x83", '#'}, {"\xEF\xBC\xBE", '^'},
                          {"\xEF\xBC\x8F", '/'}};
constexpr std::string_view blanks[] = {" ", "\t", "\n", "\xE3\x80\x80", "\xC2\xA0"};

// The length of a pair of braces at this place, 0 when there is none.
std::size_t braces_at(std::string_view text, std::size_t at, bool open) {
  const std::string_view narrow = open ? "{" : "}";
  const std::string_view wide = open ? wide_open : wide_close;
  std::size_t end = at;
  for (int i = 0; i < 2; ++i) {
    if (text.substr(end, 1) == narrow) {
      ++end;
    } else if (text.substr(end, wide.size()) == wide) {
      end += wide.size();
    } else {
      return 0;
    }
  }
  return end - at;
}

std::string_view without_blanks(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

Span span_of(std::string_view inside) {
  Span span;
  inside = without_blanks(inside);
  for (const Sign& sign : signs) {
    if (!inside.starts_with(sign.text)) continue;
    span.sigil = sign.sigil;
    inside.remove_prefix(sign.text.size());
    break;
  }
  span.name = without_blanks(inside);
  return span;
}

std::vector<Span> spans_in(const std::string& text, const DocxPlace& place, DocxReading& reading) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = braces_at(text, at, true);
    if (open == 0) {
      ++at;
      continue;
    }
    std::size_t end = at + open;
    while (end < text.size() && braces_at(text, end, false) == 0 && braces_at(text, end, true) == 0) ++end;
    const std::size_t close = braces_at(text, end, false);
    if (close == 0) {
      reading.refuse_at("letter.mark_unclosed", place);
      at = end;
      continue;
    }
    Span span = span_of(std::string_view(text).substr(at + open, end - at - open));
    span.from = at;
    at = span.to = end + close;
    if (span.name.empty()) {
      reading.refuse_at("letter.mark_empty", place);
      continue;
    }
    span.place = static_cast<int>(reading.places.size());
    reading.places.push_back(place);
    spans.push_back(std::move(span));
  }
  return spans;
}

// Writes the runs of one paragraph anew, walking its text in the order of paragraph_text().
class Rewriter {
 public:
  explicit Rewriter(const std::vector<Span>& spans) : spans_(spans) {}

  void rewrite(XmlNode& holder) {
    std::vector<XmlNode> children;
    for (XmlNode& child : holder.children) {
      if (child.is("w:r")) {
        split(child, children);
      } else {
        if (!is_paragraph_boundary(child)) rewrite(child);
        children.push_back(std::move(child));
      }
    }
    holder.children = std::move(children);
  }

 private:
  void split(XmlNode& run, std::vector<XmlNode>& out) {
    XmlNode head = run;
    head.children.clear();
    if (const XmlNode* style = run.find("w:rPr")) head.children.push_back(*style);
    XmlNode current = head;
    const auto flush = [&] {
      if (current.children.size() > head.children.size()) out.push_back(std::move(current));
      current = head;
    };
    for (XmlNode& child : run.children) {
      if (child.is("w:rPr")) continue;
      if (child.is("w:t")) {
        add_text(child, current, out, flush);
      } else {
        if (child.is("w:tab") || child.is("w:br") || child.is("w:cr")) ++at_;
        current.children.push_back(std::move(child));
      }
    }
    flush();
  }

  template <class Flush>
  void add_text(const XmlNode& holder, XmlNode& current, std::vector<XmlNode>& out, const Flush& flush) {
    std::string kept;
    const auto keep = [&] {
      if (kept.empty()) return;
      XmlNode text = XmlNode::element("w:t");
      text.attributes.emplace_back("xml:space", "preserve");
      text.children.push_back(XmlNode::text(std::move(kept)));
      current.children.push_back(std::move(text));
      kept.clear();
    };
    for (const XmlNode& piece : holder.children) {
      for (const char c : piece.name) {
        while (next_ < spans_.size() && at_ >= spans_[next_].to) ++next_;
        const Span* span = next_ < spans_.size() && at_ >= spans_[next_].from ? &spans_[next_] : nullptr;
        if (span == nullptr) {
          kept += c;
        } else if (at_ == span->from) {
          keep();
          XmlNode mark;
          mark.kind = XmlNode::Kind::mark;
          mark.name = span->name;
          mark.sigil = span->sigil;
          mark.place = span->place;
          if (span->sigil != ' ') flush();
          (span->sigil == ' ' ? current.children : out).push_back(std::move(mark));
        }
        ++at_;
      }
    }
    keep();
  }

  const std::vector<Span>& spans_;
  std::size_t at_ = 0, next_ = 0;
};

void gather(const XmlNode& node, std::string& text) {
  for (const XmlNode& child : node.children) {
    if (is_paragraph_boundary(child)) continue;
    if (child.is("w:r")) {
      for (const XmlNode& piece : child.children) {
        if (piece.is("w:t")) {
          for (const XmlNode& letters : piece.children) text += letters.name;
        } else if (piece.is("w:tab")) {
          text += '\t';
        } else if (piece.is("w:br") || piece.is("w:cr")) {
          text += '\n';
        }
      }
    } else {
      gather(child, text);
    }
  }
}

std::string cut_short(const std::string& text) {
  std::size_t end = 0, letters = 0;
  while (end < text.size() && letters < shown_letters) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    ++letters;
  }
  return end < text.size() ? text.substr(0, end) + "…" : text;
}

}  // namespace

void DocxReading::refuse_at(const char* rule, const DocxPlace& place, Params params) {
  const Params more = place.params();
  params.insert(params.end(), more.begin(), more.end());
  problems.push_back(Problem{Kind::invalid, rule, place.part + ":" + std::to_string(place.paragraph), params});
}

bool is_paragraph_boundary(const XmlNode& node) {
  return node.is("w:p") || node.is("w:txbxContent") || node.is("w:pPr");
}

std::string paragraph_text(const XmlNode& paragraph) {
  std::string text;
  gather(paragraph, text);
  return text;
}

void find_marks(XmlNode& root, const std::string& part, DocxReading& reading) {
  int number = 0;
  each_element(root, "w:p", [&](XmlNode& paragraph) {
    ++number;
    const std::string text = paragraph_text(paragraph);
    const DocxPlace place{part, number, cut_short(text)};
    const std::vector<Span> spans = spans_in(text, place, reading);
    if (!spans.empty()) Rewriter(spans).rewrite(paragraph);
  });
}

}  // namespace zhiheng::table
