/* @title@ as a library; model.h and picture.h say what there is. */
#ifndef @library@_H
#define @library@_H

#ifdef __AVR__
#error "8-bit AVR boards keep constants in RAM, where this network does not fit: take a board with 32-bit registers"
#endif

#include "model.h"
#include "picture.h"
#include "selftest.h"

#endif
