// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See burin/session.h. A session is a verified plate and its lanes.

#include "burin/session.h"

#include <utility>

#include "kernels/isa.h"
#include "plate/plate.h"
#include "runtime/cost.h"
#include "runtime/lane.h"

namespace burin {
namespace {

TensorInfo InfoOf(const Plan& plan, const Port& port) {
  const TensorType type = WholeType(plan, port);
  return {port.name, std::string(DTypeName(type.dtype)), type.dims,
          type.bytes()};
}

}  // namespace

struct Session::State {
  std::shared_ptr<const Plate> plate;
  Lanes lanes;
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;

  const Plan& plan() const { return plate->plan; }
  Result<void> CheckBuffers(std::span<const std::span<const std::byte>> in,
                            std::span<const std::span<std::byte>> out) const;
};

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

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<Session> Session::Open(const std::string& plate_path,
                              const SessionOptions& options) try {
  if (options.threads < 0) {
    return MakeError(ErrorCode::kBadUsage, options.threads, " threads");
  }
  if (options.streams < 1) {
    return MakeError(ErrorCode::kBadUsage, options.streams, " streams");
  }
  if (options.batch < 0) {
    return MakeError(ErrorCode::kBadUsage, "batch ", options.batch);
  }
  auto state = std::make_unique<State>();
  BURIN_ASSIGN(Plate plate, ReadPlate(plate_path, options.batch));
  state->plate = std::make_shared<const Plate>(std::move(plate));
  BURIN_TRY(state->lanes.Open(state->plate, options.threads, options.streams)
                .Context(plate_path));
  const Plan& plan = state->plan();
  for (const Port& port : plan.inputs) {
    state->inputs.push_back(InfoOf(plan, port));
  }
  for (const Port& port : plan.outputs) {
    state->outputs.push_back(InfoOf(plan, port));
  }
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
int Session::threads() const { return state_->lanes.threads(); }
int Session::streams() const { return state_->lanes.count(); }
std::string_view Session::isa() const { return IsaName(state_->plan().isa); }
size_t Session::arena_bytes() const { return state_->lanes.arena_bytes(); }
size_t Session::weight_bytes() const { return state_->plate->weights().size(); }

Result<void> Session::Run(std::span<const std::span<const std::byte>> inputs,
                          std::span<const std::span<std::byte>> outputs) try {
  BURIN_TRY(state_->CheckBuffers(inputs, outputs));
  return Lanes::Turn(state_->lanes)->Run(inputs, outputs, nullptr);
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
  BURIN_TRY(state_->CheckBuffers(inputs, outputs));
  const Lanes::Turn lane(state_->lanes);
  const Executable& executable = lane->front().executable();
  RunRecorder recorder(state_->plan().steps.size(), lane->team_threads(),
                       options.most_tasks);
  for (int run = 0; run < options.runs; ++run) {
    BURIN_TRY(lane->Run(inputs, outputs, &recorder));
  }
  RunProfile out;
  const Plan& plan = state_->plan();
  out.blocks = plan.blocks;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const StepWork work = WorkOf(step);
    StepProfile& row = out.steps.emplace_back();
    row.name = step.name;
    row.op = OpName(step.op);
    row.kernel = executable.is_reference(i) ? "reference" : isa();
    row.shape = DimsText(step.outputs[0].type.dims);
    row.product = WorkText(work);
    const Precision* precision = PrecisionField(step.op);
    row.precision =
        PrecisionName(precision == nullptr ? Precision::kFloat32 : *precision);
    const auto blocks = static_cast<size_t>(plan.blocks);
    row.gflop = work.flops * 1e-9 * static_cast<double>(blocks);
    row.bytes = StepBytes(step) * blocks;
  }
  recorder.Report(out);
  return out;
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, "no memory for the run");
}

}  // namespace burin
