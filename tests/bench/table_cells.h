// The cells that both sides of the table benches write: 12 columns, four of them Chinese text.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace table_bench {

inline constexpr int columns = 12;
inline constexpr const char* titles[columns] = {"机构",     "项目",     "单位",     "备注",     "合同金额", "扣减金额",
                                                "应付金额", "方案得分", "报告得分", "综合得分", "扣减比例", "签订日期"};

struct Cells {
  std::string text[4];
  std::int64_t fee_fen = 0, deduction_fen = 0, payable_fen = 0;
  std::int64_t plan = 0, report = 0, final_score = 0, rate = 0;
  std::int32_t day = 0;  // since 1970
};

inline void fill(Cells& cells, std::uint32_t row) {
  const std::uint32_t mixed = row * 2654435761u;
  cells.text[0] = "红河示范第" + std::to_string(mixed % 300) + "会计师事务所";
  cells.text[1] = "2022年度教育专项资金绩效评价项目" + std::to_string(row);
  cells.text[2] = "某某县第" + std::to_string(mixed % 80) + "预算单位";
  cells.text[3] = mixed % 3 ? "按期提交" : "逾期提交，已说明";
  cells.fee_fen = 5'000'000 + mixed % 90'000'000;
  cells.rate = mixed % 4 * 500;
  cells.deduction_fen = (cells.fee_fen * cells.rate + 5000) / 10000;
  cells.payable_fen = cells.fee_fen - cells.deduction_fen;
  cells.plan = 6000 + mixed % 4000;
  cells.report = 6000 + mixed / 7 % 4000;
  cells.final_score = (cells.plan * 40 + cells.report * 60 + 50) / 100;
  cells.day = 18993 + static_cast<std::int32_t>(mixed % 365);
}

}  // namespace table_bench
