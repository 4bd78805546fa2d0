pub struct Secrets;
