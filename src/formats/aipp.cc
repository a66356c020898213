// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See aipp.h. Tokens are words, ':', '{' and '}'; a block is a list of keys and
// values, of which each known key takes what it needs.

#include "formats/aipp.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "formats/config_lines.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr size_t kMaxBlocks = 64;
constexpr size_t kMaxKeys = 256;
constexpr int64_t kMaxSide = 65536;  // of a picture

Error Bad(const auto&... what) {
  return MakeError(ErrorCode::kBadConfig, what...);
}

struct Token {
  std::string_view text;
  size_t line = 0;
};

// Words end at blanks and at the marks, which are tokens of their own; commas
// and semicolons are blanks.
std::vector<Token> Tokens(std::string_view text) {
  std::vector<Token> out;
  size_t line = 1;
  for (size_t at = 0; at < text.size();) {
    constexpr std::string_view kMarks = ":{}";
    constexpr std::string_view kBlanks = " \t\r\n,;";
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (kBlanks.find(c) != kBlanks.npos) {
      line += c == '\n';
      ++at;
    } else if (kMarks.find(c) != kMarks.npos) {
      out.push_back({text.substr(at++, 1), line});
    } else {
      const size_t end =
          std::min(text.find_first_of(" \t\r\n,;:{}#", at), text.size());
      out.push_back({text.substr(at, end - at), line});
      at = end;
    }
  }
  return out;
}

std::string_view Unquoted(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == word.back() &&
                      (word.front() == '"' || word.front() == '\'');
  return quoted ? word.substr(1, word.size() - 2) : word;
}

// The keys of one block; what is not taken is not understood.
class Block {
 public:
  Result<void> Add(const Token& key, std::string_view value) {
    if (entries_.size() >= kMaxKeys) return Bad("more than 256 keys");
    if (!entries_.emplace(key.text, Token{value, key.line}).second) {
      return Bad("line ", key.line, ": ", Quoted(key.text), " again");
    }
    return {};
  }

  std::optional<Token> Take(const std::string& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return std::nullopt;
    const Token value = found->second;
    entries_.erase(found);
    return value;
  }

  Result<bool> TakeBool(const std::string& key) {
    const std::optional<Token> value = Take(key);
    if (!value || value->text == "false" || value->text == "0") return false;
    if (value->text == "true" || value->text == "1") return true;
    return Bad("line ", value->line, ": ", key, " ", Quoted(value->text),
               ", true or false expected");
  }

  Result<int64_t> TakeSize(const std::string& key) {
    const std::optional<Token> value = Take(key);
    if (!value) return 0;
    int64_t size = 0;
    const char* end = value->text.data() + value->text.size();
    const auto [at, error] = std::from_chars(value->text.data(), end, size);
    if (error != std::errc() || at != end || size < 0 || size > kMaxSide) {
      return Bad("line ", value->line, ": ", key, " ", Quoted(value->text),
                 ", a number up to ", kMaxSide, " expected");
    }
    return size;
  }

  Result<double> TakeNumber(const std::string& key, double fallback) {
    const std::optional<Token> value = Take(key);
    if (!value) return fallback;
    double number = 0;
    const char* end = value->text.data() + value->text.size();
    const auto [at, error] = std::from_chars(value->text.data(), end, number);
    if (error != std::errc() || at != end || !(std::abs(number) <= 1e6)) {
      return Bad("line ", value->line, ": ", key, " ", Quoted(value->text),
                 ", a number within a million expected");
    }
    return number;
  }

  // An error when the switch is on.
  Result<void> RefuseSwitch(const std::string& key) {
    const auto found = entries_.find(key);
    const size_t line = found == entries_.end() ? 0 : found->second.line;
    BURIN_ASSIGN(const bool on, TakeBool(key));
    if (!on) return {};
    return MakeError(ErrorCode::kUnsupportedFormat, "line ", line, ": ", key,
                     " is not offered; false is");
  }

  // Keys that mean nothing while the switches above are off.
  void DropUnused() {
    constexpr std::string_view kPrefixes[] = {
        "matrix_r",      "input_bias_",    "output_bias_",
        "resize_",       "left_padding_",  "right_padding_",
        "top_padding_",  "bottom_padding", "cpadding_value",
        "padding_value", "max_src_image",  "related_input_name",
        "input_edge_idx"};
    std::erase_if(entries_, [&](const auto& entry) {
      return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
        return entry.first.starts_with(prefix);
      });
    });
  }

  Result<void> CheckAllTaken() const {
    if (entries_.empty()) return {};
    const auto& [key, value] = *entries_.begin();
    return MakeError(ErrorCode::kUnsupportedFormat, "line ", value.line, ": ",
                     Quoted(key), " is not known");
  }

 private:
  std::map<std::string, Token, std::less<>> entries_;
};

Result<void> ReadFormat(Block& block, PixelInput& out) {
  const std::optional<Token> mode = block.Take("aipp_mode");
  if (!mode) return Bad("aipp_mode is missing; static is offered");
  if (mode->text != "static") {
    return MakeError(ErrorCode::kUnsupportedFormat, "line ", mode->line,
                     ": aipp_mode ", Quoted(mode->text),
                     " is not offered; static is");
  }
  const std::optional<Token> format = block.Take("input_format");
  if (!format) return Bad("input_format is missing; RGB888_U8 is offered");
  if (format->text == "YUV400_U8") {
    out.channels = 1;
  } else if (format->text != "RGB888_U8") {
    return MakeError(ErrorCode::kUnsupportedFormat, "line ", format->line,
                     ": input_format ", Quoted(format->text),
                     " is not offered; RGB888_U8 and YUV400_U8 are");
  }
  return {};
}

Result<void> ReadGeometry(Block& block, PixelInput& out) {
  BURIN_ASSIGN(out.input, block.TakeSize("related_input_rank"));
  BURIN_ASSIGN(out.width, block.TakeSize("src_image_size_w"));
  BURIN_ASSIGN(out.height, block.TakeSize("src_image_size_h"));
  BURIN_ASSIGN(const bool crop, block.TakeBool("crop"));
  BURIN_ASSIGN(const int64_t left, block.TakeSize("load_start_pos_w"));
  BURIN_ASSIGN(const int64_t top, block.TakeSize("load_start_pos_h"));
  // Without sizes the network's own are cut out.
  BURIN_ASSIGN(const int64_t width, block.TakeSize("crop_size_w"));
  BURIN_ASSIGN(const int64_t height, block.TakeSize("crop_size_h"));
  if (!crop) return {};
  if (out.width == 0 || out.height == 0) {
    return Bad("crop needs src_image_size_w and src_image_size_h");
  }
  out.crop = PixelCrop{left, top, width, height};
  return {};
}

Result<void> ReadValues(Block& block, PixelInput& out) {
  for (size_t c = 0; c < 4; ++c) {
    BURIN_ASSIGN(const double mean,
                 block.TakeNumber(StrCat("mean_chn_", c), 0));
    BURIN_ASSIGN(const double least,
                 block.TakeNumber(StrCat("min_chn_", c), 0));
    BURIN_ASSIGN(const double factor,
                 block.TakeNumber(StrCat("var_reci_chn_", c), 1));
    if (c >= out.mean.size()) continue;
    out.mean[c] = static_cast<float>(mean + least);
    out.scale[c] = static_cast<float>(factor);
  }
  return {};
}

Result<PixelInput> ReadBlock(Block block) {
  PixelInput out;
  BURIN_TRY(ReadFormat(block, out));
  BURIN_TRY(ReadGeometry(block, out));
  BURIN_ASSIGN(out.swap_red_blue, block.TakeBool("rbuv_swap_switch"));
  for (const char* key : {"csc_switch", "resize", "padding", "ax_swap_switch",
                          "support_rotation", "single_line_mode"}) {
    BURIN_TRY(block.RefuseSwitch(key));
  }
  BURIN_TRY(ReadValues(block, out));
  block.DropUnused();
  BURIN_TRY(block.CheckAllTaken());
  return out;
}

}  // namespace

Result<std::vector<PixelInput>> ParseAipp(std::string_view text) {
  BURIN_TRY(ConfigLines(text));  // refuses what is no text
  const std::vector<Token> tokens = Tokens(text);
  const auto is = [&](size_t i, std::string_view word) {
    return i < tokens.size() && tokens[i].text == word;
  };
  std::vector<PixelInput> out;
  for (size_t i = 0; i < tokens.size();) {
    if (out.size() == kMaxBlocks) return Bad("more than 64 blocks");
    const size_t line = tokens[i].line;
    if (!is(i, "aipp_op")) {
      return Bad("line ", line, ": ", Quoted(tokens[i].text),
                 ", aipp_op { ... } expected");
    }
    i += is(i + 1, ":") ? 2 : 1;
    if (!is(i++, "{")) return Bad("line ", line, ": aipp_op without {");
    Block block;
    for (; !is(i, "}"); i += 3) {
      if (i + 2 >= tokens.size() || !is(i + 1, ":") || is(i + 2, "}")) {
        return Bad("line ", i < tokens.size() ? tokens[i].line : line,
                   ": \"key: value\" or } expected");
      }
      BURIN_TRY(block.Add(tokens[i], Unquoted(tokens[i + 2].text)));
    }
    ++i;
    BURIN_ASSIGN(PixelInput input, ReadBlock(std::move(block)));
    for (const PixelInput& other : out) {
      if (other.input == input.input) {
        return Bad("line ", line, ": input ", input.input, " again");
      }
    }
    out.push_back(input);
  }
  if (out.empty()) return Bad("no aipp_op");
  return out;
}

Result<std::vector<PixelInput>> ReadAipp(const std::string& path) {
  BURIN_ASSIGN(const std::string text, ReadConfigText(path));
  return ParseAipp(text).Context(path);
}

}  // namespace burin
