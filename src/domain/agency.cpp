#include "domain/agency.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& agency_shape() {
  static const Shape shape{"agency",
                           "agencies",
                           "agency",
                           "uscc",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               uscc_field("uscc").required().fixed().searchable().sortable(),
                               text_field("name", 100).required().searchable().sortable(),
                               choice_field("type", "agency_type").required().filterable().sortable(),
                               text_field("legal_representative", 50).searchable(),
                               date_field("registered_on").sortable(),
                               text_field("contact", 50).searchable(),
                               text_field("phone", 32),
                               text_field("email", 100),
                               text_field("address", 200),
                               choice_field("status", "agency_status").otherwise("active").filterable().sortable(),
                               text_field("remark", 500),
                           },
                           true,
                           true,
                           "name"};
  return shape;
}

Problems check_agency(const Record& agency, Date today) {
  Problems problems;
  const std::string& registered = agency.text("registered_on");
  // Dates of the form YYYY-MM-DD sort as text.
  if (!registered.empty() && registered > today.text()) {
    problems.push_back(refusal("agency.registered_in_future", "/registered_on", {{"date", registered}}));
  }
  const std::string& email = agency.text("email");
  const std::size_t at = email.find('@');
  if (!email.empty() &&
      (at == std::string::npos || at == 0 || email.find('.', at) == std::string::npos ||
       email.find('@', at + 1) != std::string::npos || email.find_first_of(" <>,;\"") != std::string::npos)) {
    problems.push_back(refusal("agency.email_malformed", "/email", {{"value", email}}));
  }
  return problems;
}

}  // namespace zhiheng::domain
