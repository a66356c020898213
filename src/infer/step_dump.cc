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

Result<std::string> NpyBytes(const ConstTensorView& view) {
  BURIN_ASSIGN(
      std::string out,
      NpyHeaderBytes({view.dtype, {view.dims.begin(), view.dims.end()}}));
  out += AsText({view.data, view.bytes()});
  return out;
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
  BURIN_ASSIGN(
      out.arena_,
      AlignedBuffer::Allocate(plate.plan.arena_bytes).Context(plate_path));
  out.pool_ = std::make_unique<ThreadPool>(threads);
  BURIN_ASSIGN(Executable executable,
               Executable::Make(std::make_shared<Plate>(std::move(plate)),
                                out.arena_.data(), out.pool_->threads())
                   .Context(plate_path));
  out.executable_ = std::make_unique<Executable>(std::move(executable));
  BURIN_ASSIGN(const size_t scratch,
               out.executable_->ScratchBytes().Context(plate_path));
  BURIN_ASSIGN(out.scratch_,
               ThreadScratch::Allocate(scratch, out.pool_->threads())
                   .Context(plate_path));
  const Plan& plan = out.executable_->plan();
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
  return out;
}

Result<void> StepDump::WriteTensor(const File& file, const BulkOutput& out) {
  const TensorType& type = file.operand.type;
  ConstTensorView view{executable_->Address(file.operand), type.dtype,
                       type.dims};
  Tensor widened;
  if (type.dtype == DType::kBFloat16) {
    BURIN_ASSIGN(widened, Widened(view));
    view = widened.view();
  }
  BURIN_ASSIGN(const std::string bytes, NpyBytes(view));
  return out.Write(file.name, AsBytes(bytes));
}

Result<void> StepDump::Write(std::span<const std::span<const std::byte>> inputs,
                             const std::string& folder) {
  const Plan& plan = executable_->plan();
  BURIN_CHECK(inputs.size() == plan.inputs.size());
  BURIN_ASSIGN(const BulkOutput out, BulkOutput::Open(folder));
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Operand& operand = plan.inputs[i].operand;
    BURIN_CHECK(inputs[i].size() == operand.type.bytes());
    if (inputs[i].empty()) continue;
    std::memcpy(executable_->Address(operand), inputs[i].data(),
                inputs[i].size());
  }
  auto file = files_.begin();
  for (; file != files_.end() && file->step == kInput; ++file) {
    BURIN_TRY(WriteTensor(*file, out));
  }
  // Each step's outputs at once: a later one may lie in the same place.
  const RunContext context{*pool_, scratch_.by_thread()};
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    BURIN_TRY(executable_->RunStep(i, context));
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
    row["shape"] = f.operand.type.dims;
    list.push_back(std::move(row));
  }
  BURIN_TRY(out.Write("steps.json", AsBytes(JsonText(list))));
  return out.Sync();
}

}  // namespace burin
