#include "domain/invoice.h"

#include <algorithm>

#include "base/fraction.h"
#include "base/uscc.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t number_digits = 20;

Money positive(Money amount) {
  return amount < Money() ? Money() - amount : amount;
}

// Names are compared as people read them: blanks and the two widths of brackets mean nothing.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size();) {
    const std::string_view rest = name.substr(i);
    if (rest.starts_with("（")) {
      plain += '(';
      i += 3;
    } else if (rest.starts_with("）")) {
      plain += ')';
      i += 3;
    } else if (rest.starts_with("　")) {
      i += 3;
    } else {
      if (name[i] != ' ') plain += name[i];
      ++i;
    }
  }
  return plain;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(' ') == std::string_view::npos;
}

bool same_name(std::string_view a, std::string_view b) {
  return plain_name(a) == plain_name(b);
}

void check_number(const Invoice& invoice, const InvoiceFacts& facts, Problems& problems) {
  const bool digits =
      invoice.number.size() == number_digits && invoice.number.find_first_not_of("0123456789") == std::string::npos;
  if (invoice.number.empty()) {
    problems.push_back(refusal("invoice.number_missing", "/number"));
  } else if (!digits) {
    problems.push_back(refusal("invoice.number_malformed", "/number", {{"number", invoice.number}}));
  } else if (facts.number_taken) {
    problems.push_back(refusal(Kind::conflict, "invoice.number_taken", "/number",
                               {{"number", invoice.number}, {"contract", facts.taken_by}}));
  }
}

void check_day(const Invoice& invoice, const InvoiceFacts& facts, Date today, Problems& problems) {
  if (!invoice.issued_on) {
    problems.push_back(refusal("invoice.date_missing", "/issued_on"));
  } else if (*invoice.issued_on > today) {
    problems.push_back(refusal("invoice.in_the_future", "/issued_on", {{"date", invoice.issued_on->text()}}));
  } else if (*invoice.issued_on < facts.signed_on) {
    problems.push_back(refusal("invoice.before_contract", "/issued_on",
                               {{"date", invoice.issued_on->text()}, {"signed_on", facts.signed_on.text()}}));
  }
}

// A bureau may be named as on its letters or as its invoice title says; the code is held against what is on file.
void check_parties(const Invoice& invoice, const InvoiceFacts& facts, Problems& problems) {
  const std::string& title = facts.bureau_title.empty() ? facts.bureau_name : facts.bureau_title;
  if (!same_name(invoice.buyer_name, title)) {
    problems.push_back(
        refusal("invoice.buyer_differs", "/buyer_name", {{"given", invoice.buyer_name}, {"expected", title}}));
  }
  if (!facts.buyer_uscc.empty() && invoice.buyer_uscc != facts.buyer_uscc) {
    problems.push_back(refusal("invoice.buyer_differs", "/buyer_uscc",
                               {{"given", invoice.buyer_uscc}, {"expected", facts.buyer_uscc}}));
  } else if (facts.buyer_uscc.empty() && !invoice.buyer_uscc.empty() && !read_uscc(invoice.buyer_uscc, "/buyer_uscc")) {
    // With none on file it must at least be one.
    problems.push_back(refusal("invoice.buyer_code_malformed", "/buyer_uscc", {{"given", invoice.buyer_uscc}}));
  }
  if (!same_name(invoice.seller_name, facts.agency_name)) {
    problems.push_back(refusal("invoice.seller_differs", "/seller_name",
                               {{"given", invoice.seller_name}, {"expected", facts.agency_name}}));
  }
  if (invoice.seller_uscc != facts.agency_uscc) {
    problems.push_back(refusal("invoice.seller_differs", "/seller_uscc",
                               {{"given", invoice.seller_uscc}, {"expected", facts.agency_uscc}}));
  }
}

void check_split(const Invoice& invoice, Problems& problems) {
  const auto rate = tax_basis_points(invoice.rate);
  if (!rate) problems.push_back(refusal("invoice.rate_unknown", "/rate", {{"rate", invoice.rate}}));
  if (invoice.gross == Money()) {
    problems.push_back(refusal("invoice.amount_missing", "/gross"));
    return;
  }
  const bool negative = invoice.gross < Money();
  if (negative != invoice.is_red() || (invoice.net < Money()) != negative ||
      (invoice.tax != Money() && (invoice.tax < Money()) != negative)) {
    problems.push_back(refusal("invoice.sign_differs", "/gross", {{"gross", invoice.gross.text()}}));
  }
  if (invoice.net + invoice.tax != invoice.gross) {
    problems.push_back(refusal("invoice.amounts_differ", "/gross",
                               {{"gross", invoice.gross.text()}, {"sum", (invoice.net + invoice.tax).text()}}));
    return;
  }
  if (!rate) return;
  const TaxSplit split = split_tax(invoice.gross, *rate);
  const Money off = positive(invoice.net - split.net);
  if (off == Money()) return;
  const Params told{{"net", split.net.text()}, {"tax", split.tax.text()}};
  if (off > Money::fen(1) || *rate == 0) {
    problems.push_back(refusal("invoice.split_differs", "/net", told));
  } else if (!invoice.line_split) {
    problems.push_back(refusal("invoice.split_off_by_a_fen", "/line_split", told));
  }
}

void check_red(const Invoice& invoice, const InvoiceFacts& facts, Problems& problems) {
  if (!facts.blue) {
    problems.push_back(refusal("invoice.blue_missing", "/red_of"));
    return;
  }
  const BlueFacts& blue = *facts.blue;
  if (blue.state != "accepted") {
    problems.push_back(refusal(Kind::conflict, "invoice.blue_not_accepted", "/red_of"));
    return;
  }
  const Money left = blue.gross - blue.taken_back;
  if (positive(invoice.gross) > left) {
    problems.push_back(refusal("invoice.red_over_blue", "/gross",
                               {{"amount", positive(invoice.gross).text()}, {"left", left.text()}}));
  }
  if (invoice.issued_on && *invoice.issued_on < blue.issued_on) {
    problems.push_back(refusal("invoice.red_before_blue", "/issued_on", {{"date", blue.issued_on.text()}}));
  }
  if (invoice.rate != blue.rate) problems.push_back(refusal("invoice.red_rate_differs", "/rate"));
}

void check_ceiling(const Invoice& invoice, const InvoiceFacts& facts, Problems& problems) {
  if (invoice.is_red() || facts.standing + invoice.gross <= facts.ceiling) return;
  const Money left = std::max(Money(), facts.ceiling - facts.standing);
  problems.push_back(refusal("invoice.more_than_payable", "/gross",
                             {{"amount", invoice.gross.text()},
                              {"invoiced", facts.standing.text()},
                              {"payable", facts.ceiling.text()},
                              {"left", left.text()}}));
}

}  // namespace

std::optional<int> tax_basis_points(std::string_view rate) {
  if (rate == "6") return 600;
  if (rate == "3") return 300;
  if (rate == "1") return 100;
  if (rate == "0" || rate == "exempt") return 0;
  return std::nullopt;
}

std::string read_tax_rate(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ' ') plain.push_back(c);
  }
  if (plain == "exempt" || plain == "免税") return "exempt";
  if (plain == "0.06" || plain == "0.03" || plain == "0.01") return plain.substr(3);
  if (plain.ends_with("％")) plain.erase(plain.size() - 3);
  if (plain.ends_with("%")) plain.pop_back();
  if (plain.find('.') != std::string::npos) {
    while (plain.ends_with("0")) plain.pop_back();
    if (plain.ends_with(".")) plain.pop_back();
  }
  return plain != "exempt" && tax_basis_points(plain) ? plain : std::string();
}

TaxSplit split_tax(Money gross, int basis_points) {
  constexpr std::int64_t whole = 10'000;
  TaxSplit split;
  split.gross = gross;
  split.net = Money::fen(mul_div(gross.fen(), whole, whole + basis_points, Rounding::half_up));
  split.tax = gross - split.net;
  return split;
}

Problems check_invoice(const Invoice& invoice, const InvoiceFacts& facts, Date today) {
  Problems problems;
  check_number(invoice, facts, problems);
  check_day(invoice, facts, today, problems);
  check_parties(invoice, facts, problems);
  if (is_blank(invoice.item)) problems.push_back(refusal("invoice.item_missing", "/item"));
  check_split(invoice, problems);
  check_ceiling(invoice, facts, problems);
  if (invoice.is_red()) check_red(invoice, facts, problems);
  if (!invoice.is_red() && invoice.red_of_id != 0) {
    problems.push_back(refusal("invoice.red_of_unexpected", "/red_of"));
  }
  return problems;
}

std::vector<InvoiceCheck> invoice_checks(const Invoice& invoice, const InvoiceFacts& facts, Date today) {
  struct Line {
    std::string_view key;
    std::vector<std::string_view> rules;
  };
  static const std::vector<Line> lines{
      {"number", {"invoice.number_malformed", "invoice.number_missing"}},
      {"once", {"invoice.number_taken"}},
      {"buyer", {"invoice.buyer_differs:/buyer_name"}},
      {"buyer_uscc", {"invoice.buyer_differs:/buyer_uscc", "invoice.buyer_code_malformed"}},
      {"seller", {"invoice.seller_differs"}},
      {"item", {"invoice.item_missing"}},
      {"day", {"invoice.date_missing", "invoice.in_the_future", "invoice.before_contract", "invoice.red_before_blue"}},
      {"rate", {"invoice.rate_unknown", "invoice.red_rate_differs"}},
      {"amounts", {"invoice.amount_missing", "invoice.sign_differs", "invoice.amounts_differ"}},
      {"split", {"invoice.split_differs", "invoice.split_off_by_a_fen"}},
      {"ceiling", {"invoice.more_than_payable"}},
      {"red",
       {"invoice.blue_missing", "invoice.blue_not_accepted", "invoice.red_over_blue", "invoice.red_of_unexpected"}}};
  const Problems problems = check_invoice(invoice, facts, today);
  std::vector<InvoiceCheck> checks;
  for (const Line& line : lines) {
    if (line.key == "ceiling" && invoice.is_red()) continue;
    if (line.key == "red" && !invoice.is_red() && invoice.red_of_id == 0) continue;
    InvoiceCheck check;
    check.key = line.key;
    check.ok = std::none_of(problems.begin(), problems.end(), [&](const Problem& problem) {
      return std::any_of(line.rules.begin(), line.rules.end(), [&](std::string_view rule) {
        return rule == problem.rule || rule == problem.rule + ":" + problem.field;
      });
    });
    check.known = line.key != "buyer_uscc" || !facts.buyer_uscc.empty();
    checks.push_back(std::move(check));
  }
  return checks;
}

Outcome change_invoice(const Invoice& invoice) {
  if (!find_transition(invoice_workflow, invoice.state, "change")) {
    return refusal(Kind::conflict, "invoice.not_entered");
  }
  return Done{};
}

Outcome accept_invoice(const Invoice& invoice, const InvoiceFacts& facts, std::int64_t account_id, Date today) {
  if (!find_transition(invoice_workflow, invoice.state, "accept")) {
    return refusal(Kind::conflict, "invoice.not_entered");
  }
  if (account_id == 0 || invoice.entered_by == account_id) return refusal(Kind::forbidden, "invoice.four_eyes");
  Problems problems = check_invoice(invoice, facts, today);
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome return_invoice(const Invoice& invoice, std::string_view reason) {
  if (!find_transition(invoice_workflow, invoice.state, "return")) {
    return refusal(Kind::conflict, "invoice.not_entered");
  }
  if (is_blank(reason)) return refusal("invoice.reason_missing", "/reason");
  return Done{};
}

Money red_letter_needed(Money standing, Money ceiling, bool is_settled) {
  return is_settled && standing > ceiling ? standing - ceiling : Money();
}

}  // namespace zhiheng::domain
