// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See burin/session.h. A session is a verified plate, one arena, and the steps
// bound to both.

#include "burin/session.h"

#include <cstring>
#include <mutex>

#include "kernels/isa.h"
#include "plate/plate.h"
#include "runtime/cost.h"
#include "runtime/step.h"
#include "thread/thread_pool.h"

namespace burin {
namespace {

TensorInfo InfoOf(const Port& port) {
  const TensorType& type = port.operand.type;
  return {port.name, std::string(DTypeName(type.dtype)), type.dims,
          type.bytes()};
}

}  // namespace

struct Session::State {
  explicit State(int threads) : pool(threads) {}

  Plate plate;
  AlignedBuffer arena;
  AlignedBuffer scratch;
  std::vector<std::byte*> scratch_of;  // by thread
  std::vector<std::unique_ptr<BoundStep>> steps;
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::mutex turn;
  ThreadPool pool;

  std::byte* Address(const Operand& operand) {
    switch (operand.section) {
      case Section::kArena:
        return arena.data() + operand.offset;
      case Section::kWeights:
        return plate.file.data() + plate.weights_offset + operand.offset;
      case Section::kAbsent:
        break;
    }
    return nullptr;
  }
  Result<void> BindSteps(const KernelTable& kernels);
  Result<void> BookScratch();
  Result<void> CheckBuffers(std::span<const std::span<const std::byte>> in,
                            std::span<const std::span<std::byte>> out) const;
  // Without a recorder nothing is timed.
  Result<void> RunSteps(std::span<const std::span<const std::byte>> in,
                        std::span<const std::span<std::byte>> out,
                        RunRecorder* recorder);
};

Result<void> Session::State::BindSteps(const KernelTable& kernels) {
  for (const Step& step : plate.plan.steps) {
    std::vector<ConstTensorView> in;
    for (const Operand& operand : step.inputs) {
      in.push_back({Address(operand), operand.type.dtype, operand.type.dims,
                    operand.section != Section::kAbsent});
    }
    std::vector<TensorView> out;
    for (const Operand& operand : step.outputs) {
      out.push_back({Address(operand), operand.type.dtype, operand.type.dims});
    }
    BURIN_ASSIGN(auto bound, Bind(step.op, {in, out}, kernels)
                                 .Context(StrCat("step '", step.name, "'")));
    steps.push_back(std::move(bound));
  }
  return {};
}

Result<void> Session::State::BookScratch() {
  size_t most = 0;
  for (const auto& step : steps) most = std::max(most, step->scratch_bytes());
  constexpr size_t kMostScratch = size_t{1} << 34;
  if (most > kMostScratch) {
    return MakeError(ErrorCode::kBadPlate, "a step wants ", most,
                     " bytes of scratch memory");
  }
  // A page between threads keeps the prefetchers of neighbours apart.
  constexpr size_t kPage = 4096;
  const size_t each = (most + kPage - 1) / kPage * kPage + kPage;
  const size_t threads = static_cast<size_t>(pool.threads());
  BURIN_ASSIGN(scratch, AlignedBuffer::Allocate(each * threads));
  for (size_t i = 0; i < threads; ++i) {
    scratch_of.push_back(scratch.data() + i * each);
  }
  return {};
}

Result<void> Session::State::CheckBuffers(
    std::span<const std::span<const std::byte>> in,
    std::span<const std::span<std::byte>> out) const {
  if (in.size() != inputs.size() || out.size() != outputs.size()) {
    return MakeError(ErrorCode::kBadInput, in.size(), " inputs and ",
                     out.size(), " outputs, ", inputs.size(), " and ",
                     outputs.size(), " expected");
  }
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].size() != inputs[i].bytes) {
      return MakeError(ErrorCode::kBadInput, "input '", inputs[i].name,
                       "': ", in[i].size(), " bytes, ", inputs[i].bytes,
                       " expected");
    }
  }
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i].size() != outputs[i].bytes) {
      return MakeError(ErrorCode::kBadInput, "output '", outputs[i].name,
                       "': room for ", out[i].size(), " bytes, ",
                       outputs[i].bytes, " expected");
    }
  }
  return {};
}

Result<void> Session::State::RunSteps(
    std::span<const std::span<const std::byte>> in,
    std::span<const std::span<std::byte>> out, RunRecorder* recorder) {
  BURIN_TRY(CheckBuffers(in, out));
  const std::lock_guard<std::mutex> mine(turn);
  if (recorder != nullptr) recorder->StartRun();
  const Plan& plan = plate.plan;
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].empty()) continue;
    std::memcpy(Address(plan.inputs[i].operand), in[i].data(), in[i].size());
  }
  const RunContext context{pool, scratch_of, recorder};
  for (size_t i = 0; i < steps.size(); ++i) {
    if (recorder != nullptr) recorder->StartStep(i);
    Result<void> done = steps[i]->Run(context);
    if (!done.ok()) {
      return std::move(done).Context(StrCat("step '", plan.steps[i].name, "'"));
    }
    if (recorder != nullptr) recorder->EndStep(steps[i]->is_reference());
  }
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i].empty()) continue;
    std::memcpy(out[i].data(), Address(plan.outputs[i].operand), out[i].size());
  }
  if (recorder != nullptr) recorder->EndRun();
  return {};
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<Session> Session::Open(const std::string& plate_path,
                              const SessionOptions& options) try {
  if (options.threads < 0) {
    return MakeError(ErrorCode::kBadUsage, options.threads, " threads");
  }
  auto state = std::make_unique<State>(options.threads);
  BURIN_ASSIGN(state->plate, ReadPlate(plate_path));
  const Plan& plan = state->plate.plan;
  if (plan.isa > DetectIsa()) {
    return MakeError(
        ErrorCode::kUnsupportedIsa, plate_path, ": compiled for ",
        IsaName(plan.isa), ", this CPU runs ", IsaName(DetectIsa()),
        " at most; compile again with --target ", IsaName(DetectIsa()));
  }
  BURIN_ASSIGN(state->arena,
               AlignedBuffer::Allocate(plan.arena_bytes).Context(plate_path));
  BURIN_TRY(state->BindSteps(KernelsFor(plan.isa)).Context(plate_path));
  BURIN_TRY(state->BookScratch().Context(plate_path));
  for (const Port& port : plan.inputs) state->inputs.push_back(InfoOf(port));
  for (const Port& port : plan.outputs) state->outputs.push_back(InfoOf(port));
  return Session(std::move(state));
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, plate_path,
                   ": no memory for the session");
}

const std::vector<TensorInfo>& Session::inputs() const {
  return state_->inputs;
}
const std::vector<TensorInfo>& Session::outputs() const {
  return state_->outputs;
}
int64_t Session::batch() const {
  const bool has = !state_->inputs.empty() && !state_->inputs[0].shape.empty();
  return has ? state_->inputs[0].shape[0] : 1;
}
int Session::threads() const { return state_->pool.threads(); }
std::string_view Session::isa() const {
  return IsaName(state_->plate.plan.isa);
}
size_t Session::arena_bytes() const { return state_->arena.size(); }
size_t Session::weight_bytes() const { return state_->plate.weights().size(); }

Result<void> Session::Run(std::span<const std::span<const std::byte>> inputs,
                          std::span<const std::span<std::byte>> outputs) try {
  return state_->RunSteps(inputs, outputs, nullptr);
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, "no memory for the run");
}

Result<RunProfile> Session::Profile(
    std::span<const std::span<const std::byte>> inputs,
    std::span<const std::span<std::byte>> outputs,
    const ProfileOptions& options) try {
  constexpr int kMostRuns = 10000;
  constexpr size_t kMostTasks = 1'000'000;
  if (options.runs < 1 || options.runs > kMostRuns ||
      options.most_tasks > kMostTasks) {
    return MakeError(ErrorCode::kBadUsage, "a profile of ", options.runs,
                     " runs and ", options.most_tasks, " tasks");
  }
  RunRecorder recorder(state_->steps.size(), threads(), options.most_tasks);
  for (int run = 0; run < options.runs; ++run) {
    BURIN_TRY(state_->RunSteps(inputs, outputs, &recorder));
  }
  RunProfile out;
  const Plan& plan = state_->plate.plan;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const StepWork work = WorkOf(step);
    StepProfile& row = out.steps.emplace_back();
    row.name = step.name;
    row.op = OpName(step.op);
    row.kernel = state_->steps[i]->is_reference() ? "reference" : isa();
    row.shape = DimsText(step.outputs[0].type.dims);
    row.product = WorkText(work);
    row.gflop = work.flops * 1e-9;
    row.bytes = StepBytes(step);
  }
  recorder.Report(out);
  return out;
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, "no memory for the run");
}

}  // namespace burin
