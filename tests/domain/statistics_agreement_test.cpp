// Agreement against figures that were published with their data.
#include <catch2/catch.hpp>

#include <cmath>

#include "domain/statistics_json.h"
#include "domain/statistics_matrix.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

// Shrout & Fleiss 1979, table 2.
const std::string shrout_fleiss =
    "target,J1,J2,J3,J4\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n";

// Krippendorff 2011, four observers and twelve units, with missing values.
const std::string krippendorff =
    "target,A,B,C,D\n1,1,1,,1\n2,2,2,3,2\n3,3,3,3,3\n4,3,3,3,3\n5,2,2,2,2\n6,1,2,3,4\n7,4,4,4,4\n8,1,1,2,1\n"
    "9,2,2,2,2\n10,,5,5,5\n11,,,1,1\n12,,,3,\n";

RatingMatrix matrix_of(const std::string& csv) {
  auto matrix = read_rating_matrix(csv);
  REQUIRE(matrix.ok());
  return *matrix;
}

std::string refused(const std::string& csv) {
  auto matrix = read_rating_matrix(csv);
  if (matrix) return "read";
  std::string all;
  for (const Problem& problem : matrix.problems()) {
    all += (all.empty() ? "" : "; ") + problem.rule + (problem.field.empty() ? "" : " " + problem.field);
  }
  return all;
}

std::string rounded(std::optional<double> value, int decimals) {
  const Json json = number_json(value, decimals);
  return json.is_null() ? "null" : json.number();
}

std::string rounded(const std::optional<Interval>& interval, int decimals) {
  return interval ? rounded(interval->low, decimals) + " " + rounded(interval->high, decimals) : "null";
}

}  // namespace

TEST_CASE("intraclass correlations: the six of Shrout and Fleiss with their intervals", "[statistics]") {
  const auto icc = intraclass_correlations(matrix_of(shrout_fleiss));
  const std::array<const char*, 6> published{"0.17", "0.44", "0.29", "0.62", "0.71", "0.91"};
  const std::array<const char*, 6> intervals{"-0.13 0.72", "-0.88 0.91", "0.02 0.76",
                                             "0.07 0.93",  "0.34 0.95",  "0.68 0.99"};
  for (std::size_t i = 0; i < icc.size(); ++i) {
    INFO(icc_names[i]);
    CHECK(rounded(icc[i].value, 2) == published[i]);
    CHECK(rounded(icc[i].interval, 2) == intervals[i]);
  }
  // The exact quotients of mean squares: 11.2417, 97.4861 / 3, 1.0194 and 6.2639.
  CHECK(*icc[0].value == Approx(0.165742).margin(1e-6));
  CHECK(*icc[2].value == Approx(0.289764).margin(1e-6));
  CHECK(*icc[4].value == Approx(0.714841).margin(1e-6));
}

TEST_CASE("intraclass correlations: none where a cell is missing, a side is alone, or nothing varies", "[statistics]") {
  for (const char* csv : {"target,A,B\n1,1,\n2,2,3\n", "target,A,B\n1,1,2\n", "target,A\n1,1\n2,3\n",
                          "target,A,B\n1,0.1,0.1\n2,0.1,0.1\n3,0.1,0.1\n"}) {
    INFO(csv);
    for (const Icc& icc : intraclass_correlations(matrix_of(csv))) {
      CHECK_FALSE(icc.value);
      CHECK_FALSE(icc.interval);
    }
  }
}

TEST_CASE("intraclass correlations: full agreement is one; raters who differ by a constant are consistent",
          "[statistics]") {
  for (const Icc& icc : intraclass_correlations(matrix_of("target,A,B\n1,82.1,82.1\n2,90.3,90.3\n3,70.7,70.7\n"))) {
    CHECK(rounded(icc.value, 6) == "1.000000");
    CHECK(rounded(icc.interval, 6) == "1.000000 1.000000");
  }
  const auto shifted = intraclass_correlations(matrix_of("target,A,B\n1,1,2\n2,2,3\n3,4,5\n"));
  CHECK(rounded(shifted[4].value, 6) == "1.000000");
  CHECK(*shifted[2].value < 1);
}

TEST_CASE("krippendorff's alpha: his own example in four metrics", "[statistics]") {
  const RatingMatrix matrix = matrix_of(krippendorff);
  CHECK(matrix.missing() == 7);
  CHECK(rounded(krippendorff_alpha(matrix, AlphaMetric::nominal), 3) == "0.743");
  CHECK(rounded(krippendorff_alpha(matrix, AlphaMetric::ordinal), 3) == "0.815");
  CHECK(rounded(krippendorff_alpha(matrix, AlphaMetric::interval), 3) == "0.849");
  CHECK(rounded(krippendorff_alpha(matrix, AlphaMetric::ratio), 3) == "0.797");
}

TEST_CASE("krippendorff's alpha: a unit with one value takes no part, a nought does", "[statistics]") {
  const RatingMatrix with_single = matrix_of("target,A,B\n1,0,0\n2,1,2\n3,5,\n");
  const RatingMatrix without = matrix_of("target,A,B\n1,0,0\n2,1,2\n");
  const RatingMatrix nought = matrix_of("target,A,B\n1,0,0\n2,1,2\n3,5,0\n");
  const auto alpha = [](const RatingMatrix& matrix) { return *krippendorff_alpha(matrix, AlphaMetric::interval); };
  CHECK(alpha(with_single) == alpha(without));
  CHECK(alpha(nought) != Approx(alpha(without)));
  CHECK_FALSE(krippendorff_alpha(matrix_of("target,A,B\n1,0,\n2,,1\n"), AlphaMetric::ordinal));
  CHECK_FALSE(krippendorff_alpha(matrix_of("target,A,B\n1,0.1,0.1\n2,0.1,0.1\n"), AlphaMetric::interval));
}

TEST_CASE("kendall's W: with and without ties", "[statistics]") {
  // Siegel & Castellan: three judges rank six applicants, W = 0.16.
  const RatingMatrix ranks = matrix_of("target,X,Y,Z\na,1,1,6\nb,6,5,3\nc,3,6,2\nd,2,4,5\ne,5,2,4\nf,4,3,1\n");
  CHECK(rounded(kendall_w(ranks), 6) == "0.161905");
  // Kendall's example with ties: three rankings of ten, W = 0.828 with the correction.
  const RatingMatrix tied = matrix_of(
      "target,P,Q,R\n1,1,2.5,2\n2,4.5,1,1\n3,2,2.5,4.5\n4,4.5,4.5,4.5\n5,3,4.5,4.5\n"
      "6,7.5,8,4.5\n7,6,9,8\n8,9,6.5,8\n9,7.5,10,8\n10,10,6.5,10\n");
  CHECK(rounded(kendall_w(tied), 3) == "0.828");
  CHECK(rounded(kendall_w(matrix_of("target,A,B\n1,1,10\n2,2,20\n3,3,30\n")), 6) == "1.000000");
  CHECK_FALSE(kendall_w(matrix_of("target,A,B\n1,1,\n2,2,3\n")));
  CHECK_FALSE(kendall_w(matrix_of("target,A,B\n1,5,5\n2,5,5\n")));
}

TEST_CASE("rater matrix: quotes, line ends, byte order mark, signs, and a nought beside an empty cell",
          "[statistics]") {
  const RatingMatrix matrix = matrix_of("\xEF\xBB\xBF,\"张,三\",李四\r\n\"项目\n甲\",0,\r\n\r\n乙, -1.5 ,\"2e1\"");
  CHECK(matrix.raters == std::vector<std::string>{"张,三", "李四"});
  CHECK(matrix.targets == std::vector<std::string>{"项目\n甲", "乙"});
  REQUIRE(matrix.rows[0][0]);
  CHECK(*matrix.rows[0][0] == 0);
  CHECK_FALSE(matrix.rows[0][1]);
  CHECK(*matrix.rows[1][0] == -1.5);
  CHECK(*matrix.rows[1][1] == 20);
  CHECK(matrix.missing() == 1);
}

TEST_CASE("rater matrix: refusals name line and column, all together", "[statistics]") {
  CHECK(refused("") == "matrix.empty");
  CHECK(refused("\r\n\n") == "matrix.empty");
  CHECK(refused("target,A\n1,\xFF\n") == "matrix.not_utf8");
  CHECK(refused("J1,J2\n1,2\n") == "matrix.first_cell 1:1");
  CHECK(refused("target\n1\n") == "matrix.no_raters 1:2");
  CHECK(refused("target,A,B\n") == "matrix.no_targets 2:1");
  CHECK(refused("target,A\n\"1,2\n") == "matrix.open_quote 2:1");
  CHECK(refused("target,A,,A\n1,2,3,4\n") == "matrix.rater_unnamed 1:3; matrix.rater_twice 1:4");
  CHECK(refused("target,A,B\n1,2\n2,1,2,3\n") == "matrix.ragged 2:3; matrix.ragged 3:4");
  CHECK(refused("target,A,B\n,1,2\nx,1,2\nx,1,2\n") == "matrix.target_unnamed 2:1; matrix.target_twice 4:1");
  CHECK(refused("target,A,B\n1,NA,2\n2,1,inf\n3,0x1,1 2\n4,nan,1.2.3\n") ==
        "matrix.not_a_number 2:2; matrix.not_a_number 3:3; matrix.not_a_number 4:2; matrix.not_a_number 4:3; "
        "matrix.not_a_number 5:2; matrix.not_a_number 5:3");
}

TEST_CASE("agreement: its document has exactly the documented members", "[statistics]") {
  CHECK(write_json(agreement_json(agreement_of(matrix_of("target,A,B\n1,0,\n2,1,2\n")))) ==
        R"({"targets":2,"raters":2,"missing":1,"icc":{"1":null,"k":null,"A1":null,"Ak":null,"C1":null,"Ck":null,)"
        R"("ci95":{"1":null,"k":null,"A1":null,"Ak":null,"C1":null,"Ck":null}},)"
        R"("krippendorff":{"interval":0.000000,"ordinal":0.000000},"kendall_w":null})");
}
