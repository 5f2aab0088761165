#include "domain/bureau.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& bureau_shape() {
  static const Shape shape{"bureau",
                           "bureaus",
                           "bureau",
                           "code",
                           {
                               code_field("code", 12).required().searchable().sortable(),
                               text_field("name", 100).required().searchable().sortable(),
                               text_field("name_en", 200).searchable(),
                               reference_field("parent", "bureau").filterable(),
                               text_field("path", 400).read_only(),
                               choice_field("status", "bureau_status").otherwise("active").filterable().sortable(),
                               text_field("invoice_title", 100),
                               uscc_field("uscc"),
                               text_field("payback_name", 100),
                               text_field("payback_bank", 100),
                               text_field("payback_account", 40),
                           },
                           false,
                           false,
                           "name"};
  return shape;
}

Problems check_bureau(std::int64_t id, const Record&, const ParentBureau& parent) {
  if (parent.id == 0) return {};
  if (id != 0 && parent.id == id) return {refusal("bureau.own_parent", "/parent")};
  // A path that passes through this bureau would close a circle.
  if (id != 0 && parent.path.find("/" + std::to_string(id) + "/") != std::string::npos) {
    return {refusal("bureau.parent_below_itself", "/parent")};
  }
  if (parent.status != "active") return {refusal("bureau.parent_closed", "/parent")};
  return {};
}

std::string bureau_path(const ParentBureau& parent, std::int64_t id) {
  return (parent.path.empty() ? "/" : parent.path) + std::to_string(id) + "/";
}

}  // namespace zhiheng::domain
