// What bodies and answers of the API look like, as JSON Schemas 2020-12: written in templates/api/*.json, or made from
// shapes.
#pragma once

#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "domain/shape.h"

namespace zhiheng::web {

// {"$ref": "#/components/schemas/<name>"}
Json schema_named(const std::string& name);

// All files of templates/api/ as one object, name to schema; Defect when one is no JSON or two share a name. A member
// "$operations" maps names of routes to {"takes","answers","status","produces"}, and "parameter_<name>" is the schema
// of a parameter; neither is part of the answer.
const Json& written_schemas();
// Null when no file says anything about the operation, or of the parameter.
const Json* written_operation(const std::string& route_name);
const Json* written_parameter(const std::string& name);

// Of every shape: <stem> (a row), <stem>_list, and for those that people edit <stem>_new and <stem>_change; and all
// written ones, where {"x-shape": "contract", "x-form": "row" | "new" | "change", "properties": {...}} stands for the
// fields of a shape and some more.
Json all_schemas(Language language);

// A filter of a list, by the type of its field.
Json filter_schema(const domain::Field& field);

}  // namespace zhiheng::web
