/**
 * Where the values of a program lie: {@link org.hlorun.bufferassignment.BufferAssignment} gives
 * every array leaf of every instruction that runs by itself a slice of an allocation.
 */
package org.hlorun.bufferassignment;
