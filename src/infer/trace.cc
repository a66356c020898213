// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See trace.h.

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

// Which row shows what.
struct Rows {
  std::vector<std::string> names;
  std::vector<int> steps;    // by team
  std::vector<int> threads;  // by thread

  int Add(std::string name) {
    names.push_back(std::move(name));
    return static_cast<int>(names.size()) - 1;
  }
};

Rows RowsOf(const std::vector<int>& team_threads) {
  Rows out;
  const bool alone = team_threads.size() == 1;
  for (size_t team = 0; team < team_threads.size(); ++team) {
    out.steps.push_back(
        out.Add(alone ? "steps" : StrCat("team ", team, " steps")));
    for (int i = 0; i < team_threads[team]; ++i) {
      out.threads.push_back(out.Add(StrCat("thread ", out.threads.size())));
    }
  }
  return out;
}

Json StepEvent(const RunProfile& run, const StepTime& time, int row) {
  const StepProfile& step = run.steps[time.step];
  const double gflop = step.gflop / static_cast<double>(run.blocks);
  const auto ns = static_cast<double>(time.last.end_ns - time.last.start_ns);
  return Event(step.op, "step", row, time.last,
               {{"step", time.step},
                {"block", time.block},
                {"nodes", step.name},
                {"kernel", step.kernel},
                {"output", step.shape},
                {"product", step.product},
                {"gflop", gflop},
                {"gflops", ns > 0 ? gflop / (ns * 1e-9) : 0.0},
                {"bytes", step.bytes / static_cast<size_t>(run.blocks)}});
}

Json TaskEvent(const RunProfile& run, const TaskTime& task, int row) {
  return Event(run.steps[task.step].op, "task", row, task.last,
               {{"step", task.step},
                {"block", task.block},
                {"loop", task.loop},
                {"task", task.task}});
}

}  // namespace

Json TraceJson(const MeasuredProfile& profile, const std::string& model) {
  const RunProfile& run = profile.run;
  Json events = Json::array();
  events.push_back(
      Label("process_name", 0, {{"name", StrCat("burin ", model)}}));
  const Rows rows = RowsOf(run.team_threads);
  for (size_t i = 0; i < rows.names.size(); ++i) {
    const auto row = static_cast<int>(i);
    events.push_back(Label("thread_name", row, {{"name", rows.names[i]}}));
    events.push_back(Label("thread_sort_index", row, {{"sort_index", row}}));
  }
  for (const StepTime& time : run.step_times) {
    const int row = rows.steps[static_cast<size_t>(time.team)];
    events.push_back(StepEvent(run, time, row));
  }
  for (const TaskTime& task : run.tasks) {
    const int row = rows.threads[static_cast<size_t>(task.thread)];
    events.push_back(TaskEvent(run, task, row));
  }
  return {{"traceEvents", std::move(events)},
          {"displayTimeUnit", "ms"},
          {"otherData",
           {{"model", model},
            {"batch", profile.batch},
            {"blocks", run.blocks},
            {"threads", profile.threads},
            {"isa", profile.isa},
            {"milliseconds", run.last_milliseconds},
            {"steps_left_out", run.step_times_left_out},
            {"tasks_left_out", run.tasks_left_out}}}};
}

}  // namespace burin
