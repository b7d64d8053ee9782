/** Operations that back ends need not know, written with simpler ones. */
package org.hlorun.fusion.expand;
