/**
 * What remains of a program once it is compiled: all that its runs need, in a form that is kept on
 * disk, so that a second start of the same program compiles nothing.
 */
package org.hlorun.cpu.image;
