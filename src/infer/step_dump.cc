// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See step_dump.h.

#include "infer/step_dump.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "formats/npy.h"
#include "report/json.h"

namespace burin {
namespace {

// "0007"
std::string Number(size_t step) {
  std::string out = std::to_string(step);
  if (out.size() < 4) out.insert(0, 4 - out.size(), '0');
  return out;
}

// NumPy has no bfloat16.
Result<Tensor> Widened(const ConstTensorView& view) {
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(DType::kFloat32,
                                Dims(view.dims.begin(), view.dims.end())));
  const std::span<float> dst = out.Span<float>();
  DispatchDType(view.dtype, [&]<typename T>() {
    const std::span<const T> src = view.Span<T>();
    for (size_t i = 0; i < src.size(); ++i) {
      dst[i] = static_cast<float>(src[i]);
    }
  });
  return out;
}

// The operands of all blocks: what they are as one tensor.
TensorType TypeOfAll(const Plan& plan, const Operand& operand) {
  return WholeType(plan, Port{"", operand});
}

std::vector<std::string> NodesOf(std::string_view name) {
  std::vector<std::string> out;
  while (!name.empty()) {
    const size_t end = std::min(name.find('+'), name.size());
    out.emplace_back(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return out;
}

std::string InFileName(std::string_view name) {
  constexpr size_t kLongest = 120;  // file systems take 255 with the rest
  std::string out(name.substr(name.size() - std::min(name.size(), kLongest)));
  for (char& c : out) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      (c >= '0' && c <= '9') || c == '-';
    if (!kept) c = '_';
  }
  return out;
}

}  // namespace

std::string NodeFileName(std::string_view step_name) {
  const size_t plus = step_name.rfind('+');
  return InFileName(
      plus == std::string_view::npos ? step_name : step_name.substr(plus + 1));
}

Result<StepDump> StepDump::Open(const std::string& plate_path, int threads,
                                int64_t batch) {
  StepDump out;
  BURIN_ASSIGN(Plate plate, ReadPlate(plate_path, batch));
  const auto shared = std::make_shared<const Plate>(std::move(plate));
  const Plan& plan = shared->plan;
  // A plate of few bytes may tell of many blocks.
  constexpr uint64_t kMostBytes = uint64_t{1} << 34;
  constexpr uint64_t kMostSteps = uint64_t{1} << 22;
  const auto blocks = static_cast<uint64_t>(plan.blocks);
  if (plan.arena_bytes > kMostBytes / blocks ||
      plan.steps.size() > kMostSteps / blocks) {
    return MakeError(ErrorCode::kTooLarge, plate_path, ": ", plan.blocks,
                     " blocks of ", plan.steps.size(), " steps and ",
                     plan.arena_bytes, " bytes are too much to dump");
  }
  out.pool_ = std::make_unique<ThreadPool>(threads);
  for (int64_t i = 0; i < plan.blocks; ++i) {
    BURIN_ASSIGN(AlignedBuffer arena,
                 AlignedBuffer::Allocate(plan.arena_bytes).Context(plate_path));
    BURIN_ASSIGN(Executable block,
                 Executable::Make(shared, arena.data(), out.pool_->threads())
                     .Context(plate_path));
    out.arenas_.push_back(std::move(arena));
    out.blocks_.push_back(std::move(block));
  }
  BURIN_ASSIGN(const size_t scratch,
               out.blocks_[0].ScratchBytes().Context(plate_path));
  BURIN_ASSIGN(out.scratch_,
               ThreadScratch::Allocate(scratch, out.pool_->threads())
                   .Context(plate_path));
  for (size_t i = 0; i < plan.inputs.size(); ++i) {
    const Port& port = plan.inputs[i];
    out.files_.push_back(
        {StrCat("input.", i, ".", InFileName(port.name), ".npy"), port.operand,
         kInput});
  }
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    for (size_t k = 0; k < step.outputs.size(); ++k) {
      if (step.outputs[k].section == Section::kAbsent) continue;
      out.files_.push_back(
          {StrCat(Number(i), ".", OpName(step.op), ".", NodeFileName(step.name),
                  ".output.", k, ".npy"),
           step.outputs[k], i});
    }
  }
  return out;
}

uint64_t StepDump::bytes() const {
  uint64_t out = 0;
  for (const File& file : files_) out += file.operand.type.bytes();
  return out * blocks_.size();
}

Result<void> StepDump::WriteTensor(const File& file, const BulkOutput& out) {
  const TensorType& type = file.operand.type;
  TensorType all = TypeOfAll(blocks_[0].plan(), file.operand);
  if (type.dtype == DType::kBFloat16) all.dtype = DType::kFloat32;
  BURIN_ASSIGN(std::string bytes, NpyHeaderBytes({all.dtype, all.dims}));
  for (const Executable& block : blocks_) {
    ConstTensorView view{block.Address(file.operand), type.dtype, type.dims};
    Tensor widened;
    if (type.dtype == DType::kBFloat16) {
      BURIN_ASSIGN(widened, Widened(view));
      view = widened.view();
    }
    bytes += AsText({view.data, view.bytes()});
  }
  return out.Write(file.name, AsBytes(bytes));
}

Result<void> StepDump::Write(std::span<const std::span<const std::byte>> inputs,
                             const std::string& folder) {
  const Plan& plan = blocks_[0].plan();
  BURIN_CHECK(inputs.size() == plan.inputs.size());
  BURIN_ASSIGN(const BulkOutput out, BulkOutput::Open(folder));
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Operand& operand = plan.inputs[i].operand;
    const size_t bytes = operand.type.bytes();
    BURIN_CHECK(inputs[i].size() == bytes * blocks_.size());
    if (bytes == 0) continue;
    for (size_t b = 0; b < blocks_.size(); ++b) {
      std::memcpy(blocks_[b].Address(operand), inputs[i].data() + b * bytes,
                  bytes);
    }
  }
  auto file = files_.begin();
  for (; file != files_.end() && file->step == kInput; ++file) {
    BURIN_TRY(WriteTensor(*file, out));
  }
  // Each step's outputs at once: a later one may lie in the same place.
  const RunContext context{*pool_, scratch_.by_thread()};
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    for (const Executable& block : blocks_) {
      BURIN_TRY(block.RunStep(i, context));
    }
    for (; file != files_.end() && file->step == i; ++file) {
      BURIN_TRY(WriteTensor(*file, out));
    }
  }
  Json list = Json::array();
  for (const File& f : files_) {
    Json row = {{"file", f.name}};
    if (f.step != kInput) {
      const Step& step = plan.steps[f.step];
      row["step"] = f.step;
      row["op"] = OpName(step.op);
      row["nodes"] = NodesOf(step.name);
    }
    row["dtype"] = DTypeName(f.operand.type.dtype);
    row["shape"] = TypeOfAll(plan, f.operand).dims;
    list.push_back(std::move(row));
  }
  BURIN_TRY(out.Write("steps.json", AsBytes(JsonText(list))));
  return out.Sync();
}

}  // namespace burin
