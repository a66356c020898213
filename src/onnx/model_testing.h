// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: ONNX models in a few lines.

#ifndef BURIN_ONNX_MODEL_TESTING_H_
#define BURIN_ONNX_MODEL_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "formats/onnx_build.h"
#include "formats/onnx_proto.h"

namespace burin {

class ModelBuilder {
 public:
  explicit ModelBuilder(int64_t opset = 17) {
    model_.ir_version = 8;
    model_.opset_import = {{"", opset}};
    model_.graph.name = "test";
  }

  // A negative dimension is the dynamic one called "batch".
  ModelBuilder& Input(const std::string& name, const Dims& dims,
                      DType dtype = DType::kFloat32) {
    model_.graph.input.push_back(onnx::MakeValueInfo(name, dtype, dims));
    return *this;
  }
  ModelBuilder& Output(const std::string& name, const Dims& dims = {}) {
    onnx::ValueInfoProto value =
        onnx::MakeValueInfo(name, DType::kFloat32, dims);
    value.has_shape = !dims.empty();
    model_.graph.output.push_back(std::move(value));
    return *this;
  }
  ModelBuilder& Ints(const std::string& name, const std::vector<int64_t>& v) {
    const Dims dims = {static_cast<int64_t>(v.size())};
    return Weight(name, Tensor::Of<int64_t>(dims, std::span<const int64_t>(v)));
  }
  ModelBuilder& Weight(const std::string& name, const Tensor& tensor) {
    model_.graph.initializer.push_back(onnx::MakeTensor(name, tensor.view()));
    return *this;
  }
  ModelBuilder& Ones(const std::string& name, const Dims& dims) {
    const std::vector<float> ones(static_cast<size_t>(ElementCount(dims)), 1);
    return Weight(name, Tensor::Of<float>(dims, std::span<const float>(ones)));
  }
  ModelBuilder& Node(const std::string& op_type, std::vector<std::string> input,
                     std::vector<std::string> output,
                     std::vector<onnx::AttributeProto> attributes = {}) {
    std::string name = output[0] + "/" + op_type;
    model_.graph.node.push_back(
        onnx::MakeNode(op_type, std::move(name), std::move(input),
                       std::move(output), std::move(attributes)));
    return *this;
  }
  onnx::ModelProto& model() { return model_; }

 private:
  onnx::ModelProto model_;
};

}  // namespace burin

#endif  // BURIN_ONNX_MODEL_TESTING_H_
