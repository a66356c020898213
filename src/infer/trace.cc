// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See trace.h. Row 0 is of the steps, row 1 + t of thread t.

#include "infer/trace.h"

namespace burin {
namespace {

constexpr int kProcess = 1;

// A name or place of a row, or of the process.
Json Label(const char* what, int row, Json args) {
  return {{"name", what},
          {"ph", "M"},
          {"pid", kProcess},
          {"tid", row},
          {"args", std::move(args)}};
}

Json Event(const std::string& name, const char* category, int row,
           const StepSpan& span, Json args) {
  return {{"name", name},
          {"cat", category},
          {"ph", "X"},
          {"ts", static_cast<double>(span.start_ns) / 1000},
          {"dur", static_cast<double>(span.end_ns - span.start_ns) / 1000},
          {"pid", kProcess},
          {"tid", row},
          {"args", std::move(args)}};
}

Json StepEvent(const StepProfile& step, size_t index) {
  return Event(step.op, "step", 0, step.last,
               {{"step", index},
                {"nodes", step.name},
                {"kernel", step.kernel},
                {"output", step.shape},
                {"product", step.product},
                {"gflop", step.gflop},
                {"gflops", SumOf({&step, 1}).gflops()},
                {"bytes", step.bytes}});
}

}  // namespace

Json TraceJson(const MeasuredProfile& profile, const std::string& model) {
  const RunProfile& run = profile.run;
  Json events = Json::array();
  events.push_back(
      Label("process_name", 0, {{"name", StrCat("burin ", model)}}));
  // The threads of the team that was timed.
  const auto rows = static_cast<int>(run.busy.size());
  for (int row = 0; row <= rows; ++row) {
    const std::string name = row == 0 ? "steps" : StrCat("thread ", row - 1);
    events.push_back(Label("thread_name", row, {{"name", name}}));
    events.push_back(Label("thread_sort_index", row, {{"sort_index", row}}));
  }
  for (size_t i = 0; i < run.steps.size(); ++i) {
    events.push_back(StepEvent(run.steps[i], i));
  }
  for (const TaskTime& task : run.tasks) {
    events.push_back(
        Event(run.steps[task.step].op, "task", 1 + task.thread, task.last,
              {{"step", task.step}, {"loop", task.loop}, {"task", task.task}}));
  }
  return {{"traceEvents", std::move(events)},
          {"displayTimeUnit", "ms"},
          {"otherData",
           {{"model", model},
            {"batch", profile.batch},
            {"threads", profile.threads},
            {"isa", profile.isa},
            {"milliseconds", run.last_milliseconds},
            {"tasks_left_out", run.tasks_left_out}}}};
}

}  // namespace burin
