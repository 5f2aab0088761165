#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "support/table_files.h"
#include "support/table_samples.h"
#include "table/table.h"
#include "table/workbook_check.h"

using namespace zhiheng;
using namespace zhiheng::table;
using namespace table_test;

TEST_CASE("a file appears whole or not at all") {
  const Folder folder;
  for (const Format format : {Format::xlsx, Format::csv, Format::html, Format::json, Format::text}) {
    const std::string path = folder / ("a" + std::string(ending(format)));
    REQUIRE(format_of(path).ok());
    CHECK(*format_of(path) == format);
    write_file(path, "old");
    Table broken = texts({"a"});
    broken.rows = [n = 0](std::vector<Value>& row) mutable {
      if (++n > 3) throw std::runtime_error("the database is gone");
      row.assign(1, Value("x"));
      return true;
    };
    CHECK_THROWS_AS(print(workbook_of(broken), format, path), std::runtime_error);
    CHECK(read_file(path) == "old");
    CHECK(print(workbook_of(texts({"a"})), format, path).ok());
    CHECK(read_file(path) != "old");
    struct stat about {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0400) != 0);
    const auto refused = print(workbook_of(texts({"a"})), format, folder / "absent/b.xlsx");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problems().front().rule == "file.cannot_write");
    const auto onto_folder = print(workbook_of(texts({"a"})), format, folder.path());
    REQUIRE_FALSE(onto_folder.ok());
    CHECK(onto_folder.problems().front().rule == "file.cannot_write");
  }
  CHECK(folder.names().size() == 5);
  CHECK_FALSE(format_of("a.pdf").ok());
}

TEST_CASE("a full disk is named and leaves no torn file") {
  const Folder folder;
  for (const Format format : {Format::xlsx, Format::csv}) {
    // Every limit lets the writer fail somewhere else: in its temporary files, while packing, at the very end.
    for (const rlim_t limit : {0, 4096, 20'000, 60'000, 200'000, 300'000}) {
      const pid_t child = ::fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit bound{limit, limit};
        ::setrlimit(RLIMIT_FSIZE, &bound);
        Table table = texts({});
        table.rows = [n = 0u](std::vector<Value>& row) mutable {
          row.assign(1, Value("名称" + std::to_string(n * 2654435761u)));
          return n++ < 20'000;
        };
        const auto result = print(workbook_of(table), format, folder / "full");
        ::_exit(result.ok() ? 0 : result.problems().front().rule == "file.disk_full" ? 7 : 8);
      }
      int status = 0;
      REQUIRE(::waitpid(child, &status, 0) == child);
      INFO(ending(format) << " " << limit);
      REQUIRE(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 7);
      CHECK(folder.names().empty());
    }
  }
}

TEST_CASE("a sheet that lost rows in its middle is not whole, however well it ends") {
  const Folder folder;
  const std::string path = folder / "a.xlsx";
  REQUIRE(print(workbook_of(texts({"一", "二", "三"})), Format::xlsx, path).ok());
  python(R"PY(
import sys, zipfile
part = "xl/worksheets/sheet1.xml"
with zipfile.ZipFile(sys.argv[1]) as z: parts = {i: z.read(i) for i in z.namelist()}
text = parts[part]
rows = text[text.index(b"<sheetData>") + 11:text.index(b"</sheetData>")]
open(sys.argv[2], "w").write(str(len(rows)))
second, third = text.index(b'<row r="2"'), text.index(b'<row r="3"')
def pack(name, changes):
    with zipfile.ZipFile(name, "w") as z:
        for part, text in {**parts, **changes}.items(): z.writestr(part, text)
pack(sys.argv[3], {part: text[:second] + text[third:]})
pack(sys.argv[4], {part: text[:-30]})
pack(sys.argv[5], {"xl/styles.xml": parts["xl/styles.xml"][:-10]})
)PY",
         {path, folder / "size", folder / "middle.xlsx", folder / "end.xlsx", folder / "styles.xlsx"});
  const std::vector<std::uint64_t> sizes = {static_cast<std::uint64_t>(std::atoll(read_file(folder / "size").c_str()))};
  CHECK(workbook_is_whole(path, sizes));
  CHECK_FALSE(workbook_is_whole(path, {sizes[0] + 1}));
  CHECK_FALSE(workbook_is_whole(folder / "middle.xlsx", sizes));
  CHECK_FALSE(workbook_is_whole(folder / "end.xlsx", sizes));
  CHECK_FALSE(workbook_is_whole(folder / "styles.xlsx", sizes));
  CHECK_FALSE(workbook_is_whole(folder / "absent.xlsx", sizes));
}

TEST_CASE("a disk that is full only while packing is noticed") {
  const Folder folder;
  // Needs the right to mount; where it is missing, the case above stands for it.
  if (run("mount -t tmpfs -o size=10m tmpfs " + folder.path() + " 2> /dev/null") != 0) {
    WARN("no right to mount");
    return;
  }
  struct Unmount {
    std::string path;
    ~Unmount() { run("umount " + path); }
  } unmount{folder.path()};
  Table table = texts({});
  table.rows = [n = 0u](std::vector<Value>& row) mutable {
    row.assign(1, Value("名称" + std::to_string(n * 2654435761u)));
    return n++ < 100'000;
  };
  const auto result = print(workbook_of(table), Format::xlsx, folder / "a.xlsx");
  REQUIRE_FALSE(result.ok());
  CHECK(result.problems().front().rule == "file.disk_full");
  CHECK(folder.names().empty());
}
