#include "cli/calc_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "cli/line_work.h"
#include "domain/case.h"
#include "domain/fee_basis.h"
#include "domain/rating.h"

namespace zhiheng::cli {
namespace {

constexpr std::size_t piece_bytes = 1u << 20;
constexpr std::size_t longest_document = 16u << 20;

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r\n") - first + 1);
}

// The document of a line; a line that is none is answered here.
std::optional<Json> document_of(std::string_view line, std::string& out) {
  auto document = parse_json(line);
  if (document) return std::move(*document);
  domain::append_refusal(out, nullptr, document.problems());
  out += '\n';
  return std::nullopt;
}

bool refuse(const Json& document, const Problems& problems, std::string& out) {
  domain::append_refusal(out, document.find("case"), problems);
  out += '\n';
  return false;
}

// One case to one line of output; answers false when it was refused.
bool answer(std::string_view line, std::string& out) {
  const std::optional<Json> document = document_of(line, out);
  if (!document) return false;
  auto input = domain::read_case(*document);
  if (input) {
    auto evaluation = domain::evaluate(*input);
    if (evaluation) {
      domain::append_evaluation(out, *input, *evaluation);
      out += '\n';
      return true;
    }
    return refuse(*document, evaluation.problems(), out);
  }
  return refuse(*document, input.problems(), out);
}

bool answer_rating(std::string_view line, std::string& out) {
  const std::optional<Json> document = document_of(line, out);
  if (!document) return false;
  auto input = domain::read_rating_case(*document);
  if (!input) return refuse(*document, input.problems(), out);
  auto outcome = domain::rate(*input);
  if (!outcome) return refuse(*document, outcome.problems(), out);
  append_json(out, domain::rating_answer_to_json(*input, *outcome));
  out += '\n';
  return true;
}

// One document of a fee to its sheet with every step; rates that it names are the shipped ones.
bool answer_fee(std::string_view line, std::string& out, Language language) {
  const auto document = parse_json(line);
  Problems problems = document ? Problems() : document.problems();
  if (document) {
    const std::string code = domain::fee_rates_named(*document);
    std::optional<domain::FeeRates> table;
    for (const domain::ShippedFeeRates& one : domain::shipped_fee_rates()) {
      if (one.code == code) table = *domain::read_fee_rates(one.basis, one.lines, {});
    }
    const auto input = domain::read_fee_input(*document, table ? &*table : nullptr);
    const auto sheet = input ? domain::work_out_fee(*input) : Result<domain::FeeSheet>(input.problems());
    if (sheet) {
      out += write_json(domain::fee_sheet_json(*sheet, language)) + "\n";
      return true;
    }
    problems = sheet.problems();
  }
  domain::append_refusal(out, document && document->is_object() ? document->find("case") : nullptr, problems);
  out += '\n';
  return false;
}

bool write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Reads what is there, answers its complete lines, and only then waits for more: a program at the other end of a pipe
// gets each answer before it sends the next case.
class Stream {
 public:
  Stream(int input, const char* command, AnswerLine answer)
      : input_(input), command_(command), answer_(std::move(answer)) {}

  int run() {
    bool more = true;
    while (more && writable_) {
      more = read_piece();
      if (first_ && !decide(more)) continue;
      answer_lines(!more);
    }
    if (!writable_) {
      std::fprintf(stderr, "zhiheng %s: 无法写出结果（磁盘已满或管道已关闭）\n", command_);
      return 6;
    }
    if (failed_) {
      std::fprintf(stderr, "zhiheng %s: 读取输入失败\n", command_);
      return 4;
    }
    return refused_ ? 2 : 0;
  }

 private:
  bool read_piece() {
    const std::size_t before = buffer_.size();
    buffer_.resize(before + piece_bytes);
    ssize_t count = 0;
    do {
      count = ::read(input_, buffer_.data() + before, piece_bytes);
    } while (count < 0 && errno == EINTR);
    failed_ = count < 0;
    buffer_.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
    return count > 0;
  }

  // The first line tells whether the file is one document over many lines or a document per line: a document that
  // starts and does not end on its line is read to the end. Answers false while that is undecided.
  bool decide(bool more) {
    if (buffer_.starts_with("\xEF\xBB\xBF")) buffer_.erase(0, 3);
    const std::string_view text = trimmed(buffer_);
    // Sought in what was read, not in the trimmed text: the end of the first line decides at once, so that a single
    // case down a pipe is answered before the next one comes.
    const auto end = text.empty() ? std::string_view::npos
                                  : buffer_.find('\n', static_cast<std::size_t>(text.data() - buffer_.data()));
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.empty()) return !more;
    if (end == std::string_view::npos && more) return false;
    if (line.starts_with('{') && !parse_json(line)) {
      if (more && buffer_.size() <= longest_document && !line.ends_with('}')) return false;
      if (auto whole = parse_json(text); whole && end != std::string_view::npos) {
        first_ = false;
        std::string out;
        refused_ = !answer_(text, out);
        writable_ = write_all(out);
        buffer_.clear();
        return true;
      }
    }
    first_ = false;
    return true;
  }

  void answer_lines(bool last) {
    std::size_t end = last ? buffer_.size() : buffer_.rfind('\n');
    if (end == std::string::npos) end = 0;
    std::vector<std::string_view> lines;
    std::string_view rest(buffer_.data(), end);
    while (!rest.empty()) {
      const auto line_end = std::min(rest.find('\n'), rest.size());
      if (const std::string_view line = trimmed(rest.substr(0, line_end)); !line.empty()) lines.push_back(line);
      rest.remove_prefix(std::min(line_end + 1, rest.size()));
    }
    if (!lines.empty()) {
      const LineAnswers answers = workers_.answer_all(lines, answer_);
      refused_ = refused_ || answers.refused;
      for (const std::string& out : answers.outputs) writable_ = writable_ && write_all(out);
    }
    buffer_.erase(0, end);
    // A line that is longer than any document may be is answered once and then skipped to its end.
    if (!last && buffer_.size() > longest_document + piece_bytes) skip_long_line();
  }

  void skip_long_line() {
    std::string out;
    answer_(buffer_, out);
    refused_ = true;
    writable_ = write_all(out);
    buffer_.clear();
    while (read_piece()) {
      const auto end = buffer_.find('\n');
      if (end != std::string::npos) {
        buffer_.erase(0, end + 1);
        return;
      }
      buffer_.clear();
    }
  }

  int input_;
  const char* command_;
  AnswerLine answer_;
  std::string buffer_;
  LineWorkers workers_;
  bool first_ = true;
  bool refused_ = false;
  bool failed_ = false;
  bool writable_ = true;
};

int open_input(const std::string& file) {
  return file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
}

int answer_file(const std::string& file, Language language, const char* command, AnswerLine answer_line) {
  const int input = open_input(file);
  if (input < 0) {
    std::fprintf(stderr, "%s\n", say("cli.file_not_readable", {{"file", file}}, language).c_str());
    return 4;
  }
  const int code = Stream(input, command, std::move(answer_line)).run();
  if (input != STDIN_FILENO) ::close(input);
  return code;
}

}  // namespace

int calc(const std::string& file, Language language) {
  return answer_file(file, language, "calc", answer);
}

int rating(const std::string& file, Language language) {
  return answer_file(file, language, "rating", answer_rating);
}

int fee_basis(const std::string& file, Language language) {
  return answer_file(file, language, "fee-basis",
                     [language](std::string_view line, std::string& out) { return answer_fee(line, out, language); });
}

}  // namespace zhiheng::cli
