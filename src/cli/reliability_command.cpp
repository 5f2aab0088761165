// Agreement statistics of a rater matrix, offline.
#include <cstdio>

#include "cli/commands.h"
#include "cli/shell.h"
#include "domain/statistics_json.h"
#include "domain/statistics_matrix.h"

namespace zhiheng::cli {

int reliability_command(const Arguments& arguments) {
  return guarded(arguments, [&] {
    constexpr std::size_t largest_matrix = 256u << 20;
    const std::string& file = arguments.words[0];
    const auto text = read_file(file == "-" ? "/dev/stdin" : file, largest_matrix);
    if (!text) return report(text.problems(), arguments.language);
    const auto matrix = domain::read_rating_matrix(*text);
    if (!matrix) return report(matrix.problems(), arguments.language);
    print(write_json(domain::agreement_json(domain::agreement_of(*matrix))));
    return 0;
  });
}

}  // namespace zhiheng::cli
