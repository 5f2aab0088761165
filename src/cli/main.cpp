#include "base/resource.h"
int main(){return 0;}
