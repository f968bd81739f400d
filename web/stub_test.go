package web_test

const rightToken = "0123456789abcdef-right"
