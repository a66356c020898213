// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plain matrix product that the other products are made of:
// C[i][j] += A[i][0] B[0][j] + A[i][1] B[1][j] + ..., in this order.

#ifndef BURIN_OPS_REFERENCE_PRODUCT_H_
#define BURIN_OPS_REFERENCE_PRODUCT_H_

#include <algorithm>
#include <cstdint>

#include "ops/reference/arithmetic.h"
#include "tensor/tensor.h"

namespace burin::reference {

// A matrix at `data`; element (i, j) is data[i * row + j * column].
template <typename T>
struct Matrix {
  T* data;
  int64_t row;
  int64_t column = 1;
};

// Rows of C are dense; A may have any strides. Four rows share each row of B,
// which is read from memory a quarter as often.
template <typename T>
void AddProduct(int64_t rows, int64_t columns, int64_t k, Matrix<const T> a,
                Matrix<const T> b, Matrix<T> c) {
  if (columns == 0 || k == 0) return;
  constexpr int64_t kRows = 4;
  int64_t i = 0;
  for (; i + kRows <= rows; i += kRows) {
    T* const c0 = c.data + i * c.row;
    T* const c1 = c0 + c.row;
    T* const c2 = c1 + c.row;
    T* const c3 = c2 + c.row;
    for (int64_t p = 0; p < k; ++p) {
      const T* const av = a.data + i * a.row + p * a.column;
      const T a0 = av[0];
      const T a1 = av[a.row];
      const T a2 = av[2 * a.row];
      const T a3 = av[3 * a.row];
      const T* const bv = b.data + p * b.row;
      for (int64_t j = 0; j < columns; ++j) {
        c0[j] = Sum(c0[j], Product(a0, bv[j]));
        c1[j] = Sum(c1[j], Product(a1, bv[j]));
        c2[j] = Sum(c2[j], Product(a2, bv[j]));
        c3[j] = Sum(c3[j], Product(a3, bv[j]));
      }
    }
  }
  for (; i < rows; ++i) {
    T* const c0 = c.data + i * c.row;
    for (int64_t p = 0; p < k; ++p) {
      const T a0 = a.data[i * a.row + p * a.column];
      const T* const bv = b.data + p * b.row;
      for (int64_t j = 0; j < columns; ++j) {
        c0[j] = Sum(c0[j], Product(a0, bv[j]));
      }
    }
  }
}

// The dense transpose of a dense rows x columns matrix.
template <typename T>
Result<Tensor> Transposed(const T* src, int64_t rows, int64_t columns) {
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(DTypeOf<T>::value, {columns, rows}));
  T* const dst = out.Span<T>().data();
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      dst[j * rows + i] = src[i * columns + j];
    }
  }
  return out;
}

// Adds bias[j] (may be null) to every row.
template <typename T>
void AddToRows(std::span<T> c, int64_t columns, const T* bias) {
  if (bias == nullptr) return;
  for (size_t at = 0; at < c.size(); at += static_cast<size_t>(columns)) {
    for (int64_t j = 0; j < columns; ++j) {
      T& element = c[at + static_cast<size_t>(j)];
      element = Sum(element, bias[j]);
    }
  }
}

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_PRODUCT_H_
