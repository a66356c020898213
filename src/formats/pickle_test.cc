// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "formats/pickle.h"

#include <gtest/gtest.h>

#include "formats/test_files.h"

namespace burin {
namespace {

using namespace testing_files;

// Text for a value, its parts and their parts, down to a depth that stops at
// cycles.
std::string Text(const Pickle& pickle, PickleId id, int depth = 6) {
  const PickleValue& v = pickle[id];
  if (depth == 0) return "...";
  std::string inner;
  for (const PickleId item : v.items) {
    if (!inner.empty()) inner += " ";
    inner += Text(pickle, item, depth - 1);
  }
  switch (v.kind) {
    case PickleKind::kNone:
      return "None";
    case PickleKind::kBool:
      return v.integer ? "True" : "False";
    case PickleKind::kInt:
      return std::to_string(v.integer);
    case PickleKind::kBigInt:
      return StrCat("big", v.text.size());
    case PickleKind::kFloat:
      return std::to_string(v.real);
    case PickleKind::kString:
      return StrCat("'", v.text, "'");
    case PickleKind::kBytes:
      return StrCat("b'", v.text, "'");
    case PickleKind::kGlobal:
      return std::string(v.text);
    case PickleKind::kTuple:
      return StrCat("(", inner, ")");
    case PickleKind::kList:
      return StrCat("[", inner, "]");
    case PickleKind::kSet:
      return StrCat("<", inner, ">");
    case PickleKind::kDict:
      return StrCat("{", inner, "}");
    case PickleKind::kPersistent:
      return StrCat("persistent(", inner, ")");
    case PickleKind::kCall:
      return StrCat("call(", inner, ")");
  }
  return "?";
}

// The value of `bytes`, or its error's code in brackets.
std::string Read(std::string_view bytes) {
  const auto read = ParsePickle(AsBytes(bytes));
  if (!read.ok()) return StrCat("<", ErrorCodeName(read.error().code), ">");
  return Text(*read, read->root);
}

std::string Bin(const char* bytes, size_t size) { return {bytes, size}; }
template <size_t n>
std::string Bin(const char (&bytes)[n]) {
  return Bin(bytes, n - 1);
}

constexpr char kRefused[] = "<bad-checkpoint>";

TEST(Pickle, ReadsNumbersOfEveryProtocol) {
  EXPECT_EQ(Read("N."), "None");
  EXPECT_EQ(Read("\x88."), "True");
  EXPECT_EQ(Read("I00\n."), "False");
  EXPECT_EQ(Read("I01\n."), "True");
  EXPECT_EQ(Read("I-12\n."), "-12");
  EXPECT_EQ(Read("K\xff."), "255");
  EXPECT_EQ(Read("M\xff\xff."), "65535");
  EXPECT_EQ(Read("J\xff\xff\xff\xff."), "-1");
  EXPECT_EQ(Read("L123L\n."), "123");
  EXPECT_EQ(Read(Bin("\x8a\x00.")), "0");
  EXPECT_EQ(Read("\x8a\x01\xfe."), "-2");
  EXPECT_EQ(Read(Bin("\x8a\x02\x00\x80.")), "-32768");
  EXPECT_EQ(Read(Bin("\x8b\x02\x00\x00\x00\x01\x01.")), "257");
  EXPECT_EQ(Read("\x8a\x09"
                 "123456789."),
            "big9");
  EXPECT_EQ(Read("F1.5\n."), "1.500000");
  EXPECT_EQ(Read(Bin("G\xbf\xf8\x00\x00\x00\x00\x00\x00.")), "-1.500000");
}

TEST(Pickle, ReadsTextsOfEveryProtocol) {
  EXPECT_EQ(Read(Bin("X\x02\x00\x00\x00hi.")), "'hi'");
  EXPECT_EQ(Read("\x8c\x02hi."), "'hi'");
  EXPECT_EQ(Read(Bin("\x8d\x02\x00\x00\x00\x00\x00\x00\x00hi.")), "'hi'");
  EXPECT_EQ(Read("Vh\\u00e9\n."), "'h\xc3\xa9'");
  EXPECT_EQ(Read("V\\U0001f600\\n\n."), "'\xf0\x9f\x98\x80\\n'");
  EXPECT_EQ(Read("S'hi'\n."), "'hi'");
  EXPECT_EQ(Read("S\"a\\x41\\\\\\n\"\n."), "'aA\\\n'");
  EXPECT_EQ(Read("S'\\x4A\\x4a'\n."), "'JJ'");
  EXPECT_EQ(Read("U\x02hi."), "'hi'");
  EXPECT_EQ(Read(Bin("T\x02\x00\x00\x00hi.")), "'hi'");
  EXPECT_EQ(Read("C\x02hi."), "b'hi'");
  EXPECT_EQ(Read(Bin("B\x02\x00\x00\x00hi.")), "b'hi'");
  EXPECT_EQ(Read(Bin("\x8e\x02\x00\x00\x00\x00\x00\x00\x00hi.")), "b'hi'");
  EXPECT_EQ(Read(Bin("\x96\x02\x00\x00\x00\x00\x00\x00\x00hi.")), "b'hi'");
}

TEST(Pickle, ReadsContainers) {
  EXPECT_EQ(Read(")."), "()");
  EXPECT_EQ(Read("NNN\x87."), "(None None None)");
  EXPECT_EQ(Read("(K\x01K\x02t."), "(1 2)");
  EXPECT_EQ(Read("](K\x01K\x02"
                 "e."),
            "[1 2]");
  EXPECT_EQ(Read("]K\x01"
                 "a."),
            "[1]");
  EXPECT_EQ(Read("(K\x01l."), "[1]");
  EXPECT_EQ(Read("}(K\x01K\x02K\x03K\x04u."), "{1 2 3 4}");
  EXPECT_EQ(Read("}K\x01K\x02s."), "{1 2}");
  EXPECT_EQ(Read("(K\x01K\x02"
                 "d."),
            "{1 2}");
  EXPECT_EQ(Read("\x8f(K\x01\x90."), "<1>");
  EXPECT_EQ(Read("(K\x01\x91."), "<1>");
}

TEST(Pickle, KeepsAMemoAndItsStack) {
  EXPECT_EQ(Read("K\x07q\x05"
                 "0h\x05."),
            "7");
  EXPECT_EQ(Read("K\x07p3\n0g3\n."), "7");
  EXPECT_EQ(Read(Bin("K\x07r\x01\x00\x00\x00"
                     "0j\x01\x00\x00\x00.")),
            "7");
  EXPECT_EQ(Read(Bin("K\x07\x94K\x08\x94\x86h\x01\x86.")), "((7 8) 8)");
  EXPECT_EQ(Read("K\x07"
                 "2\x86."),
            "(7 7)");
  EXPECT_EQ(Read("K\x07(K\x08"
                 "1."),
            "7");
  EXPECT_EQ(Read("K\x07(0."), "7");
}

TEST(Pickle, ACallStaysAValue) {
  EXPECT_EQ(Read("cos\nsystem\nX\x04" + std::string(3, '\0') + "true\x85R."),
            "call(os.system ('true'))");
  EXPECT_EQ(Read("\x8c\x02os\x8c\x06system\x93)R."), "call(os.system ())");
  EXPECT_EQ(Read("(K\x01ios\nsystem\n."), "call(os.system (1))");
  EXPECT_EQ(Read("(cos\nsystem\nK\x01o."), "call(os.system (1))");
  EXPECT_EQ(Read("cargparse\nNamespace\n)\x81}K\x01K\x02sb."),
            "call(argparse.Namespace ())");
  EXPECT_EQ(Read("ca\nb\n)}\x92."), "call(a.b ())");
  EXPECT_EQ(Read("ca\nb\n)R)R."), "call(call(a.b ()) ())");
}

TEST(Pickle, DropsWhatIsPutIntoAnUnknownObject) {
  EXPECT_EQ(Read("ca\nb\n)R(K\x01K\x02u."), "call(a.b ())");
  EXPECT_EQ(Read("ca\nb\n)RK\x01"
                 "a."),
            "call(a.b ())");
}

TEST(Pickle, BuildsTheHarmlessContainers) {
  EXPECT_EQ(Read("ccollections\nOrderedDict\n)R(K\x01K\x02u}b."), "{1 2}");
  EXPECT_EQ(Read("ccollections\nOrderedDict\n](](K\x01K\x02"
                 "eK\x03K\x04\x86"
                 "e\x85R."),
            "{1 2 3 4}");
  EXPECT_EQ(Read("ccollections\nOrderedDict\n]K\x01"
                 "a\x85R."),
            kRefused);
  EXPECT_EQ(Read("ccollections\nOrderedDict\n]N\x85"
                 "a\x85R."),
            kRefused);
  EXPECT_EQ(Read("ccollections\nOrderedDict\n]}NNsa\x85R."), kRefused);
  EXPECT_EQ(Read("ccollections\nOrderedDict\nNN\x86R."), kRefused);
  EXPECT_EQ(
      Read("ccollections\ndefaultdict\ncbuiltins\nlist\n\x85RK\x01K\x02s."),
      "{1 2}");
  EXPECT_EQ(Read("ctorch\nSize\n(K\x02K\x03t\x85R."), "(2 3)");
  EXPECT_EQ(Read("ctorch\nSize\nK\x02\x85R."), kRefused);
  EXPECT_EQ(Read("ctorch\nSize\n)R."), kRefused);
  EXPECT_EQ(Read("ctorch\nSize\n))\x86R."), kRefused);
}

TEST(Pickle, KeepsPersistentIdsInOrder) {
  const std::string bytes =
      "(K\x01QK\x02Q"
      "Pline\nt.";
  const auto read = ParsePickle(AsBytes(bytes));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(Text(*read, read->root),
            "(persistent(1) persistent(2) persistent('line'))");
  ASSERT_EQ(read->persistent.size(), 3u);
  EXPECT_EQ(Text(*read, read->persistent[1]), "persistent(2)");
}

TEST(Pickle, SaysWhereItEnds) {
  const std::string bytes =
      Bin("\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.rest");
  const auto read = ParsePickle(AsBytes(bytes));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->bytes, bytes.size() - 4);
}

TEST(Pickle, ACycleIsOnlyIds) {
  EXPECT_EQ(Read(Bin("]q\x00h\x00"
                     "a.")),
            "[[[[[[...]]]]]]");
  EXPECT_EQ(Read(Bin("}q\x00K\x01h\x00s.")), "{1 {1 {1 {1 {1 {... ...}}}}}}");
}

TEST(Pickle, RefusesItemsPutWhereNoneBelong) {
  const std::string tensor = "ctorch._utils\n_rebuild_tensor_v2\n)R";
  for (const std::string& bytes :
       {std::string("NK\x01K\x02s."), std::string("]K\x01K\x02s."),
        std::string(")(K\x01K\x02u."),
        std::string("}K\x01"
                    "a."),
        std::string("K\x01(K\x02"
                    "e."),
        std::string("](K\x01\x90."), tensor + "K\x01K\x02s.",
        tensor + "(K\x01K\x02u.",
        tensor + "K\x01"
                 "a.",
        tensor + "}b.", std::string("K\x01}b."), std::string("]}b.")}) {
    EXPECT_EQ(Read(bytes), kRefused) << testing::PrintToString(bytes);
  }
}

TEST(Pickle, RefusesStacksTooShortAndTooLong) {
  for (const std::string& bytes :
       {std::string("."),        std::string("NN."),
        std::string("(N."),      std::string("t."),
        std::string("\x85."),    std::string("N\x86."),
        std::string("a."),       std::string("Na."),
        std::string("s."),       std::string("NNs."),
        std::string("u."),       std::string("(u."),
        std::string("R."),       std::string(")R."),
        std::string("b."),       std::string("}b."),
        std::string("0."),       std::string("1."),
        std::string("2."),       std::string("Q."),
        std::string("\x93."),    std::string("N(N\x86."),
        std::string("N(q\x01."), std::string("(o."),
        std::string("i\n\n."),   std::string("\x92."),
        std::string("NN)\x92.")}) {
    EXPECT_EQ(Read(bytes), kRefused) << testing::PrintToString(bytes);
  }
}

TEST(Pickle, RefusesMalformedArguments) {
  for (const std::string& bytes :
       {std::string("Ix\n."),
        std::string("I\n."),
        std::string("I99999999999999999999\n."),
        std::string("L1.5\n."),
        std::string("Fpi\n."),
        std::string("Sno quotes\n."),
        std::string("S'\n."),
        std::string("S'\\x4'\n."),
        std::string("S'\\q'\n."),
        std::string("V\\u12\n."),
        std::string("V\\Uffffffff\n."),
        std::string("}(Nu."),
        std::string("(Nd."),
        std::string("NNR."),
        std::string("N)R."),
        std::string("K\x01)R."),
        std::string("ca\nb\nNR."),
        std::string("ca\nb\n)N\x92."),
        std::string("NN\x93."),
        std::string("\x80\x06N."),
        std::string("\x82\x01."),
        std::string("\xff."),
        std::string("\x97."),
        std::string("Ino newline"),
        std::string("g-1\n."),
        std::string("Np-1\n."),
        std::string("gx\n."),
        std::string("Npx\n."),
        Bin("\x95\x09\x00\x00\x00\x00\x00\x00\x00N."),
        Bin("\x8e\x00\x00\x00\x00\x00\x00\x00\x80."),
        Bin("\x8d\xff\xff\xff\xff\xff\xff\xff\xff."),
        Bin("B\xff\xff\xff\xff."),
        Bin("\x8b\xff\xff\xff\xff."),
        std::string("h\x07."),
        std::string("g7\n."),
        Bin("j\x07\x00\x00\x00."),
        std::string("N\xff."),
        std::string("N\x82\x01."),
        std::string("\x8c\x02osN\x93."),
        std::string("N\x8c\x02os\x93."),
        Bin("Nq\x05"
            "0h\x03."),
        Bin("Nr\xff\xff\xff\xff.")}) {
    EXPECT_EQ(Read(bytes), kRefused) << testing::PrintToString(bytes);
  }
}

TEST(Pickle, RefusesDepth) {
  EXPECT_EQ(Read("N" + std::string(100000, '\x85') + "."), "<too-large>");
  EXPECT_EQ(Read(std::string(100000, '(') + "."), "<too-large>");
  EXPECT_EQ(Read(std::string(100000, ']') + std::string(99999, 'a') + "."),
            "<too-large>");
  EXPECT_EQ(Read("N" + std::string(500, '\x85') + ".").substr(0, 5), "(((((");
}

TEST(Pickle, RefusesMoreMemoryThanItsLimit) {
  PickleLimits small;
  small.tree_bytes = 10000;
  const auto code = [&](const std::string& bytes) {
    const auto read = ParsePickle(AsBytes(bytes), small);
    return read.ok() ? ErrorCode::kInternal : read.error().code;
  };
  // Values, references, stack, memo slots, globals and decoded texts.
  const size_t n = 5000;
  std::string same, globals;
  for (size_t i = 0; i < n; ++i) same += Bin("h\x00");
  for (size_t i = 0; i < n; ++i) globals += "ca\nb\n0";
  std::string pushed, appended, marks;
  for (size_t i = 0; i < n; ++i) pushed += "N0";
  for (size_t i = 0; i < n; ++i)
    appended +=
        Bin("h\x00"
            "a");
  for (size_t i = 0; i < n; ++i) marks += "(1";
  EXPECT_EQ(code("(" + std::string(n, 'N') + "t."), ErrorCode::kTooLarge);
  EXPECT_EQ(code(pushed + "N."), ErrorCode::kTooLarge);
  EXPECT_EQ(code(Bin("Nq\x00]") + appended + "."), ErrorCode::kTooLarge);
  EXPECT_EQ(code("N" + marks + "."), ErrorCode::kTooLarge);
  EXPECT_EQ(code(Bin("Nq\x00(") + same + "t."), ErrorCode::kTooLarge);
  EXPECT_EQ(code("N" + std::string(n, '2') + "."), ErrorCode::kTooLarge);
  EXPECT_EQ(code(Bin("Nr\x88\x13\x00\x00.")), ErrorCode::kTooLarge);
  EXPECT_EQ(code(globals + "N."), ErrorCode::kTooLarge);
  EXPECT_EQ(code("V\\u0041" + std::string(2 * n, 'x') + "\n."),
            ErrorCode::kTooLarge);
}

TEST(Pickle, RefusesEveryTruncation) {
  const std::string good = pk::Whole(pk::Dict(
      {{"w", pk::TensorV2(pk::Storage("FloatStorage", "0", 1), 0, {1}, {1})}}));
  ASSERT_NE(Read(good), kRefused);
  for (size_t n = 0; n < good.size(); ++n) {
    EXPECT_EQ(Read(good.substr(0, n)), kRefused) << n;
  }
}

}  // namespace
}  // namespace burin
