/** Making values independent of layouts: everything is row major behind it. */
package org.hlorun.fusion.layout;
