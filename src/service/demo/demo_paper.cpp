#include "service/demo/demo_paper.h"

#include <cstdio>
#include <vector>

namespace zhiheng::service {

namespace {

std::string ten_digits(std::size_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "%010zu", number);
  return text;
}

}  // namespace

std::string demo_paper(const std::string& code, const std::string& kind, const std::string& day) {
  const std::string page = "BT /F1 20 Tf 72 740 Td (Zhiheng demonstration) Tj 0 -40 Td /F1 14 Tf (" + code + "  " +
                           kind + ") Tj 0 -24 Td (handed in " + day + ") Tj 0 -24 Td (Not a real document.) Tj ET";
  const std::vector<std::string> objects{
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
      "/Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length " + std::to_string(page.size()) + " >>\nstream\n" + page + "\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  };
  std::string bytes = "%PDF-1.4\n";
  std::string places = "0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places += ten_digits(bytes.size()) + " 00000 n \n";
    bytes += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t start = bytes.size();
  const std::string count = std::to_string(objects.size() + 1);
  bytes += "xref\n0 " + count + "\n" + places + "trailer\n<< /Size " + count + " /Root 1 0 R >>\nstartxref\n";
  return bytes + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace zhiheng::service
