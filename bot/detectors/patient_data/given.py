"""Given names and surnames, as evidence that a word is somebody's name; never as a proof of whose.

Facts from general knowledge, written down by us across the communities that clinicians work in; no register, census
or data set was copied. A name that is also an everyday word or a medical term stands in `WORDS_TOO` and counts for
less. Folded: lower case, without accents.
"""

from bot.detectors.patient_data.vocabulary import listed

GIVEN = listed(
    """
    aaron abby abigail abraham adam adele adrian agnes aidan aileen aisling alan albert albie alec alex alexander
    alexandra alexis alfie alfred alice alicia alison alistair alasdair allan allison alma alvin alyssa amanda
    amber amelia amy andrea andrew angela angharad angie angus anita ann anna annabel anne annette annie anthony
    antonia aoife archie ariana arlene arnold arthur ashley ashleigh audrey aubrey barbara barry beatrice beatrix
    becky belinda ben benjamin bernadette bernard bernice bert bertha bertie bertram beryl beth bethan bethany
    betsy betty beverley bobby bonnie brad bradley brandi brandon brandy brenda brendan brett brian bridget brid
    bridie bronwen bronwyn bruce bryan bryony caitlin callum calum cameron camilla candice carl carla carly carmel
    carol carole caroline carolyn carrie carys caspar cassandra cassie catherine cathy catriona cecil cecilia
    cecily cedric ceri charlene charles charlie charlotte chelsea cheryl chloe chris chrissie christian christina
    christine christopher ciara ciaran cillian cindy claire clara clarence claudette claudia clement cliff
    clifford clive colette colin colleen connie connor conor constance corey cormac courtney craig crispin crystal
    curtis cynthia cyril daisy damian damien dan dana daniel daniela danielle danny daphne darcy darlene darragh
    darren daryl dave david davina deborah debbie debra deirdre delia delilah denise dennis denis derek dermot
    desmond desiree diana diane dianne dilys dominic don donal donald donna donovan doreen doris dorothy dorothea
    douglas doug duncan dustin dwayne dwight dylan eamon ed eddie edgar edith edmund edna edward edwin effie
    eileen eimear elaine eleanor eli elias elijah elinor eliza elizabeth ella ellen ellie elliot elliott ellis
    elsa elsie elspeth elwyn emily emma emmett enid eric erica erin ernest ernie errol esme esther ethan ethel
    eugene eunice evan eve evelyn ewan ewen felicity fergus finlay finn finnian fiona flora florence floyd frances
    francis frankie fraser fred freda freddie frederick freya gail gareth garret gary gavin gemma geoff geoffrey
    george georgia georgina gerald geraldine gerard gertrude gethin gilbert giles gillian gina gladys glen glenda
    glenn glenys gloria glynis gordon graham grainne greg gregory greta gus guinevere gwen gwendolyn gwyneth haley
    hamish hannah harold harriet harry harvey hattie hayden hayley hazel heather hector helen henrietta henry
    herbert hettie hilary hilda holly horace howard howell hubert hugh hugo humphrey hywel ian ida imogen ingrid
    iona irene isaac isabel isabella isabelle isla isobel ivan ivor jackie jackson jacob jacqueline jade jaime
    jake james jamie jan jane janet janice jared jasmine jason jasper jaxon jayden jayne jean jeanette jeff
    jeffrey jemima jennifer jenna jenny jeremiah jeremy jerome jerry jess jesse jessica jessie jill jim jimmy jo
    joan joanna joanne jocelyn jodie joe joel joey john johnny jolene jon jonathan jonah jonno jordan joseph
    josephine josh joshua josie joyce juanita judith judy julia julian julie juliet june justin karen karl kate
    katelyn katherine kathleen kathryn kathy katie katrina kay kayla kayleigh keeley keira keith kelly kelsey ken
    kenneth kenny kerry kevin kieran kim kimberly kirsten kirsty kit kris kristen kristin kurt kyle kylie lacey
    lachlan lance lara larry laura lauren laurence laurie leah leanne lee leigh len lena lenny leo leon leona
    leonard leroy leslie lester levi lewis liam lilian lillian lily linda lindsay lindsey lionel lisa liz lizzie
    llewellyn lloyd logan lois lola loretta lorna lorraine lottie lou louis louisa louise lucas lucille lucinda
    lucy luke lydia lyle lynn lynne mabel mackenzie maddie madeleine madison maeve maggie mairead maisie malachy
    malcolm mandy marcia marcus margaret margery margot maria marian marianne marie marilyn marina marion marjorie
    marlene marshall martha martin marty marvin mary matilda matt matthew maud maude maura maureen maurice mavis
    maxine maxwell megan meghan melanie melissa melvin mercedes meredith mervyn mia michael michelle mick mike
    mildred millicent millie milton mindy minnie miranda miriam mitchell moira mollie molly mona monica monty
    morag morris morgan mortimer muriel murdo myra myrtle myles nadine nancy naomi natalie natasha nathan
    nathaniel ned neil nell nellie nerys nessa neville niall niamh nicholas nick nicki nicola nicole nigel nikki
    nina noah noel noelle noeleen nora norah noreen norma norman nuala olga olive oliver olivia ollie oonagh orla
    orville oscar oswald ottilie owen padraig paige pam pamela pandora patricia patrick patsy paul paula pauline
    pearl peggy percy perry pete peter petra phil philip phillip philippa phoebe phyllis polly poppy prudence
    quentin quinn rachel rafe ralph ramona randall randy raquel raymond rebecca reginald reg rhiannon rhoda rhona
    rhys richard rick ricky rita rob robbie robert roberta robin rochelle rod roddy roderick rodney roger roisin
    roland ron ronald ronan ronnie rory rosa rosalind rosaleen rosamund roseanne rosemary rosie ross rowan rowena
    roxanne roy ruby rupert russell ruth ryan sadie sally sam samantha samuel sandra sandy saoirse sara sarah saul
    scarlett scott seamus sean sebastian selina selwyn shannon sharon shaun shauna shawn sheila shelley sheryl
    shirley sian sidney silas simon simone sinead siobhan sonia sophia sophie spencer stacey stacy stan stanley
    stella stephanie stephen steve steven stewart stuart susan susannah susie suzanne sybil sylvia tabitha tamara
    tamsin tania tanya tara tasha ted teddy terence teresa terrence terry tess tessa thelma theo theodora theodore
    theresa thomas tiffany tim timothy tina toby todd tom tommy toni tony tracey tracy travis trevor tricia trisha
    tristan trudy tyler tyrone una ursula valerie vanessa vaughan vera verity vernon veronica vicky victor
    victoria vincent viola virginia vivian vivien vivienne walter wanda warren wayne wendy wesley whitney wilf
    wilfred wilhelmina willa william winifred winnie winston yvette yvonne zach zachary zara zoe

    aaliyah antwan andre beyonce darnell deandre demarcus deshawn devonte ebony imani jamal jamar jermaine kareem
    keisha kenya lakeisha lamar lashonda latasha latisha latonya latoya malik marquis monique nia precious raheem
    rashad shaniqua shanice shanelle sharonda tamika tanisha terrell trevon tyrell tyrese tyree

    abdul abdullah abdulrahman abdi adnan ahmad ahmed aisha ali aliya amal amina aminata amir amira anas anwar
    aqsa arif asif asma ayaan ayesha ayse aziz bashir basma bilal bushra dalia dina ebrahim emir emre esra fadi
    fahad faisal farah farhan farid farida fariha faris fatema fatima fatimah fatma fawzia habib habiba hadi hafsa
    hakim halima hamid hamza hanan hani hanif haroon hasan hassan hussain hussein huda ibrahim idris ilham imran
    iqra iman ismail jamila jawad kamal kamran karim khadija khalid khadra laila layla leila leyla lina lubna maha
    mahmoud mahmood majid mansour mariam maryam marwa mehmet mehdi mohamed mohammad mohammed mona muhammad muna
    murad mustafa nabil nada nadia naima najma nasir nasser nasreen nida noor nour omar osama osman parisa parveen
    qasim rabia rachid rafiq rahim rania rashid rasha reem rehana reza rida rizwan ruqayya saad sabah saba sadia
    safiya said saima sajid salah saleh salem salim salma samer samir samira sana sara shabana shabnam shahid
    shahida shakil sharif shazia soraya sumaya suleiman sultan tahir tariq umar usman wafa waleed walid yahya
    yasin yasmin yasmine younes youssef yousef yusuf zahra zain zainab zara zeinab zeynep ziad zubair cengiz cem
    deniz elif gul hakan hatice huseyin ismet kemal leyla mesut murat nazan nur orhan ozan ozlem selim sevgi sibel
    tarkan tugba turgut umut yildiz yilmaz zeki zuleyha

    aarav aditi aditya ajay akash akhil amit amita amitabh anand ananya anil anita anjali ankit anu anuj anupama
    aparna arjun arun arvind asha ashok ashwin bala balaji bharat bhavna chandra chandrika chitra deepa deepak
    deepika dev devi dilip dinesh divya gautam gayatri geeta gita girish gopal govind gurpreet hardeep hari harish
    harpreet hemant indira ishaan jagdish jasbir jasleen jaspreet jaya jayesh jyoti kajal kamala kanta karan
    karthik kaur kavita kavya kiran kishore krishna kumar lakshmi lalita lata madhav madhu mahesh mala mandeep
    manish manjula manoj manpreet maya meena meera megha mohan mohit mukesh mythili nalini namrata nandini narayan
    naveen navneet neel neelam neeraj neha nikhil nirmala nisha nishant pallavi parvati pooja prabha pradeep
    prakash pranav prasad prashant pratibha pravin preeti prem priti priya priyanka puja radha raghav rahul raj
    raja rajan rajeev rajesh rajiv raju rakesh ram ramesh ranjit rani rashmi ravi reena rekha renu ritu rohan
    rohit roshan rupa sachin sahil sandeep sangeeta sanjay sanjeev santosh sarita saroj satish savita seema
    shalini shankar shanti shashi sheela shilpa shobha shreya shubham simran sita sneha sonali srinivas subhash
    sudha sukhdev sumitra sunil sunita suresh surinder sushila swati tanvi tara uma umesh usha vandana varun
    vasudha veena venkat vidya vijay vikas vikram vimala vinay vineet vinod vishal vivek yash yogesh nimal kumari
    chaminda dilshan malini thusitha anoja lakmal

    akiko aiko asuka ayumi chiyo daiki emiko fumiko haruka haruki haruto hideo hiroko hiroshi hitomi ichiro jiro
    kaori kazuko kazuo keiko kenji kenta kiyoshi makoto mariko masako masao megumi michiko midori minoru misaki
    naoko noriko rei riko sachiko sakura satoshi shigeru shinji sora taro takashi takeshi tomoko yasuko yoko
    yoshiko yuki yukiko yuko yumi chun fang feng guang hao hong hui jia jian jiang jing jun kai lei ling mei
    meiling min ming ping qiang qing ting wai wei weiming wen xia xiao xiaoling xin xiu yan yang yi ying yong yu
    yue yun zhen zhi kwok kit siu chi wah kam lai eunji hana hyun jihoon jimin jisoo joon minjun minji seojun
    soojin sungho yeon yoona anh bao bich cuong dung duc dao dinh giang ha hanh hien hoa hoang hue hung huong
    khanh khoa lan linh loan long mai minh nga ngoc nhung phuc phuong quang quoc quyen son tam tan thanh thao thi
    thu thuy tien tran trang trinh trung tuan tuyet uyen van viet xuan yen arturo benigno corazon danilo divina
    dolores efren erlinda ferdinand imelda jejomar jhun jomar ligaya luningning maricel marites milagros nenita
    rizalina rodel rommel rosario teodoro

    abena abiodun abiola ade adebayo adaeze adaobi adeola adesola afia akosua akua ama amadi amara ayodele ayo
    azubuike babajide bola bolanle bukola chiamaka chidi chidinma chika chima chinedu chinelo chinonso chioma
    chinwe chukwuemeka chukwudi damilola dayo ebele ebere efua ejike ekene ekow ekwueme emeka enyinna esi ezinne
    femi folake folasade funke funmi gbenga ifeanyi ifeoma ifunanya ijeoma ike ikechukwu ikenna iyabo jide kelechi
    kehinde kemi kofi kojo kwabena kwadwo kwaku kwame kwasi kwesi lanre lekan lola mobolaji modupe ndidi ngozi
    nkechi nkem nnamdi nneka nwando obi obinna oby olu oluchi olufemi olumide oluwaseun olayinka onyeka oyin sade
    segun seun simisola tayo temi temitope titilayo toba tobi tola tolu tope tunde uche uchenna ugo yaa yaw yemi
    yetunde zainabu achieng akinyi atieno baraka biko bongani chipo farai gugu jabu jelani juma kamau kagiso
    khanyi kipchoge lerato lindiwe mandla mbali mosi mpho mutua mwangi naledi nandi neo njeri njoroge nkosana
    nomsa nomvula nonhlanhla ochieng odhiambo otieno palesa rudo sibongile sifiso sipho sizwe tatenda tendai thabo
    thandeka thandi thandiwe themba thembi tinashe tsepo unathi vusi wambui wangari wanjiku wanjiru zanele zodwa
    zola abebe alemayehu almaz bekele biniam dawit eden freweyni genet girma haile hiwot kebede lemlem mesfin
    meron mulugeta rahel selam selamawit senait tesfaye tigist tsegaye yonas yohannes fatou fatoumata aissatou
    amadou awa boubacar binta cheikh coumba demba djibril fanta ibou kadiatou khady mamadou mariama moussa oumar
    ousmane rokhaya seydou souleymane lowri carwyn eleri eilidh ruaridh catrin gwilym sioned cerys bronagh orlaith
    eoin oisin odhran fionn caoimhe sadhbh tadhg cormac ailsa mhairi catriona hamish iain ewen struan isobel aroha
    hemi hine hinemoa hone huia kahu kiri mahina maia manaaki mere mihi moana ngaire nikau pania rangi rawiri rewi
    tama tane tangaroa wiremu whetu sione sina tavita tevita mele lupe ana losa semisi talia leilani keanu kalani
    makana kirra jarrah bindi

    adolfo adriana agustin alba alberto alejandra alejandro alfonso alfredo alonso alvaro amparo ana andres
    angelica anselmo antonio araceli arantxa armando arturo aurelio aurora beatriz belen benita benito blanca
    brayan camila carlos carmela carmen carolina catalina cesar clemencia concepcion consuelo cristina cristobal
    daniela diego domingo eduardo efrain elena eliana emilia emilio encarnacion enrique ernesto esperanza esteban
    estela estefania eusebio eva fabian fatima federico felipe felix fermin fernanda fernando fidel florencia
    francisca francisco gabriel gabriela genaro gerardo german gilberto gonzalo graciela guadalupe guillermo
    gustavo hector herminia hernan hilario hortensia humberto ignacio ines irma isidro itziar jacinto javier jesus
    jimena joaquin jorge jose josefa josefina juan juana julio karina laura leandro leonor leticia lorena lourdes
    lucia luis luisa luz macarena magdalena manuel manuela marcela marcelino marco marcos margarita mariano
    maribel maricarmen mariana marisol marta mateo matias mauricio maximo mayra mercedes miguel milagros modesto
    montserrat natalia nicolas nieves nuria octavio olga oscar pablo paloma patricio pedro pilar rafael ramiro
    ramon raul remedios reynaldo ricardo rigoberto roberto rocio rodolfo rodrigo rogelio rolando ruben salvador
    santiago santos saturnino sergio silvia sofia soledad sonia susana teofilo tomas trinidad valentina vicente
    victoria virtudes wilmer xavier ximena yadira yesenia yolanda zoraida antonella giulia luca matteo giovanni
    giuseppe francesca chiara alessandro alessandra carmela concetta domenico elisabetta filippo gianluca giorgio
    lorenzo paolo pietro raffaele salvatore stefano vincenzo joao jorginho tiago thiago duarte fatima ines rui
    vasco paulo caetano luciana fabiana leticia rafaela

    adelaide adrien agathe aicha alain alexandre aline amandine amelie anais andree antoine apolline armelle
    arnaud arthur aude aurelie aurelien axel baptiste bastien benoit berengere bertrand brigitte brice bruno
    camille capucine catherine cecile celestin celine chantal christelle christiane christophe claudine claude
    clemence clementine colette corentin corinne cyrille damien danielle delphine denise didier dominique edith
    elise elodie eloise emile emilie emmanuel emmanuelle enzo estelle etienne eugenie fabien fabienne fabrice
    fanny fernand florent florian franck francois francoise frederic gaelle gaetan gaspard genevieve georges
    gerard germaine ghislaine gilles ginette gisele guillaume gwenaelle helene henri henriette herve honorine
    hortense hubert huguette ines isabelle jacqueline jacques jeanne jeannine jerome joel joelle josiane josette
    julien juliette justine karine laetitia laure laurent lea leonie liliane lionel loic lucette lucie lucien
    lucienne ludovic lydie madeleine maelle magali manon marcel marcelle marc margaux marguerite marine marius
    marthe martine maryse mathieu mathilde mathis maud maxence maxime melanie mireille monique morgane muriel
    nathalie nicolas noemie odette odile olivier pascal pascale paulette philippe pierre pierrette quentin
    raymonde regine remi renaud rene renee robin rolande romain romane rosalie sabine salome sandrine sebastien
    serge severine simone solange solene stephane sylvain sylvie tanguy therese thibault thierry theo thomas
    timothee tristan ugo valentin valerie vincent violette virginie viviane xavier yann yannick yves yvette yvonne
    zoe

    achim adelheid albrecht alfons alois andreas angelika anke anneliese annegret annika antje armin arne astrid
    axel bastian beate benedikt bernd bernhard birgit birgitta bjorn brigitte brunhilde burkhard carsten christa
    christoph clemens cornelia dagmar detlef dieter dietmar dirk dorte dorothee eberhard eckhard edeltraud egon
    elfriede elke elmar emil erich erika ernst erwin eva ewald felix franz franziska frauke friederike friedrich
    fritz gabi gabriele gerda gerhard gerlinde gernot gertrud gisela gottfried gretchen gudrun gunter gunther
    gunda hannelore hans harald hartmut hedwig heide heidi heike heiko heiner heinrich heinz helga helmut henning
    henrike herbert hermann hildegard hilde holger horst ilse inge ingeborg ingo irmgard irmtraud jens jochen jorg
    josef juergen jurgen jutta kai karin karla karl-heinz karsten kaspar katharina kathrin katja kerstin klaus
    konrad kornelia kunigunde lars lieselotte lothar ludwig lutz malte manfred manuela marlies mathilda margarete
    margit margret markus mathias matthias mechthild monika nele norbert olaf ortrud otmar otto peer petra rainer
    ralf regina reiner reinhard reinhold renate roland rolf rosemarie rosi rudiger rudolf ruprecht sabine sascha
    sebastian siegfried sieglinde sigrid silke sonja stefan stefanie steffen susanne svenja sven tanja thorsten
    tilman torben torsten traudl trude udo ulf uli ulrich ulrike ursula ute uwe veit verena volker waltraud
    waltraut werner wiebke wilfried wilhelm winfried wolfgang wolfram yannik zacharias aino anders annelise arvid
    astrid aukje bart bente birgitte bo bram britta cees dag daan eero einar eirik elin elina eline else erik eva
    femke freja frida fredrik gerrit gunnar guri gustav haakon hakon halvor hanneke hans hedda henk henrik hilde
    ilkka inga ingmar ingvild jaap jan jeroen joris joost jorunn jukka kaarina kari kasper kirsi klaas knut lars
    lasse leif lieke linnea lotte magnus maaike maarten malin marijke marit mats mika mikko mikael nils niels ola
    olav ole pekka per pia pieter rasmus ragnar riitta roel ruud sander sanne signe sigrid siri siv solveig soren
    sten stig svein sven thijs thor tiina timo tor tore torbjorn trond trygve tuula ulla wim wouter yrsa

    agata agnieszka aleksander aleksandra alicja alina andrei andrej andrzej anastasia anatoly aneta anatol anya
    artem bartosz beata bogdan bogumil bogumila boguslaw boguslawa bohdan boris borys bozena
    bronislaw cezary czeslaw dagmara danuta darius
    dariusz dmitri dmitry dominik dorota dragan dusan edyta elzbieta emilia ewa filip gabor galina genowefa georgi
    goran grazyna grzegorz halina henryk hristina igor ildiko ilona irena irina istvan ivana iveta iwona izabela
    jacek jadwiga jagoda jana janina janusz jaroslav jaroslaw jelena jerzy jiri joanna jolanta josip jozef kamil
    karolina katarzyna kateryna katya kazimierz kinga klara konstantin krystyna krzysztof lech leszek lidia
    ludmila lukasz lyudmila maciej magda magdalena maja malgorzata marcin marek mariusz marta mateusz mihaela
    mihai mikhail mila milan milena milica milos mira mirela miroslav miroslaw monika nada nadezhda natalia nikola
    nikolai nina oksana oleg oleksandr olena olha ondrej pavel pavlo petar petr piotr przemek przemyslaw radek
    radoslaw radovan rafal renata roksana roman rusalka ruslan ryszard sergei sergey serhiy slavica slavko snezana
    stanislav stanislaw stefania svetlana szymon tadeusz tamas tatiana tatyana taras teodor tomasz tomislav
    urszula vaclav valentyna vasile vasyl vera veronika vesna viktor viktoria vitaly vlad vladimir volodymyr wanda
    waldemar wieslaw wiktor wiktoria wladyslaw wlodzimierz wojciech yana yaroslav yelena yevgeny yulia yuri
    zbigniew zdenek zdzislaw zofia zoltan zoran zsuzsanna zuzana zygmunt andreea bogdana cosmin costel cristian
    doina dumitru elena florin gheorghe gheorghita ioana ion ionela iulia liviu lucian marius nicolae ovidiu radu
    raluca razvan sorin stefan violeta vlad alexandros alexios anastasios andreas angeliki aphrodite apostolos
    athanasios christos despina dimitra dimitrios dimitris eleftheria eleni elpida evangelos evangelia fotini
    georgios giannis grigoris ioannis kalliope katerina konstantina konstantinos kostas kyriakos lefteris maria
    nikolaos nikos panagiota panagiotis spyros stavros theodoros vasiliki vassilis yannis aharon avi avigail
    avraham chaim chana dov dvora eitan ezra hadassah hillel itzhak leib mendel menachem miriam mordechai moshe
    noam noga ofer rivka rivky shira shlomo shmuel shoshana tamar tova tzvi yael yaakov yehuda yitzhak yosef yossi
    zev zvi
    """
)
"""About 2,000 given names."""

SURNAMES = listed(
    """
    smith jones taylor davies evans thomas johnson roberts robinson thompson wright walker edwards hughes lewis
    jackson clarke clark harris harrison cooper davis morris rogers richardson wilson watson bennett phillips
    simpson griffiths bailey carter collins shaw parker murphy kelly sullivan walsh o'brien byrne ryan o'connor
    o'neill doyle gallagher mccarthy macdonald mcdonald campbell stewart anderson robertson ferguson henderson
    sinclair mackenzie williams williamson brown miller moore martin garcia martinez rodriguez hernandez lopez
    gonzalez perez sanchez ramirez torres flores rivera gomez diaz reyes cruz morales ortiz gutierrez chavez ramos
    ruiz alvarez mendoza castillo jimenez vasquez vazquez romero moreno herrera medina aguilar vargas castro
    fernandez guzman munoz rojas delgado salazar quintero villanueva navarro molina dominguez nguyen tran pham
    huynh hoang vu vo dang bui le ng chan wong lee lim tan cheung leung lau chow zhang wang li liu chen yang huang
    zhao wu zhou xu sun ma zhu hu guo he lin luo park choi jung kang kim patel singh kaur shah sharma gupta kumar
    khan hussain ahmed ali iqbal begum malik chaudhry chowdhury rahman islam uddin akhtar bibi mahmood mirza
    sheikh qureshi siddiqui desai joshi mehta reddy rao iyer nair menon pillai mukherjee banerjee chatterjee das
    ghosh sen bose yadav verma mishra pandey tiwari trivedi deshpande kulkarni patil fernando perera silva
    de-silva jayawardena wickramasinghe okafor okonkwo okoro adeyemi adebayo adeleke ogunleye ogunbanjo balogun
    bello ibrahim abubakar mohammed eze nwosu nwachukwu chukwu obi onyeka mensah owusu boateng asante osei appiah
    addo agyeman diallo traore keita camara toure ndiaye diop sow ba kone coulibaly mbeki dlamini nkosi ndlovu
    khumalo mokoena molefe zulu sithole moyo ncube chirwa banda phiri mwangi otieno kamau kariuki odhiambo wanjiru
    kowalski kowalczyk nowak wisniewski wojcik kaminski lewandowski zielinski szymanski wozniak mazur krawczyk
    ivanov petrov sidorov smirnov kuznetsov popov novak horvat kovac jovanovic nikolic petrovic popescu ionescu
    dumitru ungureanu papadopoulos nagy kovacs szabo toth schmidt schneider fischer weber meyer wagner becker
    schulz hoffmann schafer koch bauer richter klein wolf schroder neumann schwarz zimmermann braun kruger hofmann
    hartmann lange schmitt werner krause meier lehmann schmid schulze maier kohler herrmann konig walter mayer
    huber kaiser fuchs peters lang scholz moller weiss jung hahn schubert vogel friedrich keller gunther frank
    berger winkler roth beck lorenz baumann franke albrecht schuster simon ludwig bohm winter kraus martin
    schumacher krämer vogt stein jager otto sommer gross seidel heinrich brandt haas schreiber graf schulte
    dietrich ziegler kuhn pohl engel yilmaz kaya demir celik sahin yildiz ozturk aydin ozdemir arslan dogan martin
    bernard dubois thomas robert richard petit durand leroy moreau simon laurent lefebvre michel bertrand roux
    vincent fournier morel girard andre lefevre mercier dupont lambert bonnet francois martinez legrand garnier
    faure rousseau blanc guerin muller roussel nicolas perrin morin mathieu clement gauthier dumont fontaine
    chevalier robin masson sanchez gerard nguyen boyer denis lemaire duval joly gautier roger roche renaud lemoine
    picard meunier marchand benkirane rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno
    gallo conti costa giordano mancini rizzo lombardi bernasconi santangelo hansen johansen olsen larsen andersen
    pedersen nilsen kristiansen jensen karlsen johansson andersson karlsson nilsson eriksson svensson lindqvist
    berg haugen rasmussen silva santos ferreira pereira oliveira costa rodrigues martins sousa fernandes goncalves
    gomes lopes marques almeida ribeiro pinto carvalho teixeira yamamoto tanaka suzuki takahashi watanabe ito
    nakamura kobayashi kato yoshida sato nakagawa
    """
)
"""Some 500 common surnames: evidence where no given name stands beside them."""

WORDS_TOO = listed(
    """
    will grace may rose mark art hope faith joy dawn summer autumn drew sue pat bill jack frank grant miles guy
    rob dean gene penny ray iris olive ivy lily violet rich chase lane page reed cliff dale heath glen brook ford
    max august april june jan jun mar daisy hazel heather holly poppy amber ruby pearl crystal jade precious angel
    christian jordan chad eve ed ted don ken dan art van long tan mai hue dung lan tam tien an ha le thi thu bo
    per dag siv tor so min mei yi yu yang yin chi qi lei kit kay kim son sora sun ma he wu vu vo das sen ana luz
    cruz santos rosario dolores consuelo concepcion remedios trinidad milagros nieves pilar angustias soledad
    esperanza salvador jesus domingo marina carmen blanca clemente mercedes reg gp chris stan mac mick jo lee ross
    bond young king price cook baker white black green brown grey gray wood field hill bell ball bush day night
    winter snow frost rice berry gay love precious patience comfort blessing favour wisdom prosper prudence
    felicity charity verity constance clemency felix victor rex major sterling earl duke baron prince noble sage
    clay sky moana maya india china asia paris london chelsea florence sydney austin dallas houston jackson
    lincoln madison savannah georgia virginia carolina kenya israel jordan chad vienna adelaide victoria
    alexandria neo zola ama ike ugo ion nova rea alt rem tia mia ada bell asa pia una mona gus mal jean colon
    carina basil saffron ginger rosemary sage cosima sandy misty rocky dusty stormy nell nan mum fanny dick randy
    willy rod peg patsy colin hilary harry tom jerry hemi tama tane ana losa tevita min rawiri hone ba li hu ng no
    can mere ma marine aurora ernst peer dora modesto german angelica pierre martin reine victoire celestin ange
    blanche fleur estrella paz sol perla wolf till sana marco carina nova junior remedios virtudes fidel maximo
    sandy kelly stan pat ray rich barry casey bailey dale sierra dakota cody corona melody harmony serenity
    destiny trinity heaven chance hunter
    """
)
"""Names that are also everyday words, places or abbreviations: in need of a capital and of a stronger cue."""

EPONYMS = listed(
    """
    addison adie alport alzheimer alzheimer's apgar asperger babinski baker ballance bamberger bankart bardet
    barlow barrett barthel bartter basedow batten beck becker behcet bell bence berger bernard bernard-soulier
    bertolotti biot bishop bitot blalock boas boerhaave bouchard bowen bragard braden bright broca brodie
    brown-sequard bruce brucella brudzinski brugada buerger burkitt caesar caisson calot caprini carnett charcot
    chagas chiari christmas churg chvostek cobb codman colles conn cooley coombs cori courvoisier cowden
    creutzfeldt crigler crohn cullen curling cushing dandy darier dieulafoy digeorge dietl doppler down dressler
    duane dubin duchenne dupuytren duke ebstein edwards ehlers eisenmenger epstein erb ewing fabry fallot fanconi
    felty fick fisher fitz foley fontaine forrester foster fournier frank friedreich froment gaucher geneva
    gilbert gitelman glasgow gleason goodpasture gorlin gottron gower graves grey-turner guillain gram guthrie
    hallervorden hansen hartmann hashimoto hawkins heberden heimlich heinz henle henoch herring hertz hippocrates
    hirschsprung hoffman hoffmann hodgkin holter homan horner hospice howell hunt huntington hurler hutchinson
    janeway jeghers jervell jod-basedow jones kaposi kartagener kawasaki kayser kehr kelly kerley kernig killip
    klatskin klinefelter klumpke koch kocher koplik korsakoff krukenberg kussmaul lachman lambert langerhans
    laennec ledderhose legionnaire lemierre lennox leriche lesch levine lewy lhermitte libman liddle lisch
    lisfranc little lofgren louis ludwig lund lyell lyme mallory marfan marik marjolin mcardle mcburney mcgrath
    mcmurray meckel meigs meniere menetrier merkel mikulicz mirizzi mobitz monro morton moro mueller munchausen
    murphy naegele nelson niemann nissen noonan ogilvie ollier osgood osler paget pancoast pap parkinson parinaud
    pavlik perthes peutz peyronie phalen pick pierre plummer pompe popeye pott potter prader prinzmetal quervain
    quincke ramsay ramstedt ranson raynaud reed reiter rett reye reynolds riedel riley rinne rockall romberg roth
    rotor rovsing russell sandhoff savage scarpa scheuermann schatzki schilling schirmer schober schwartz
    sengstaken sever sezary sheehan shy simmonds sipple sister sjogren sjoegren spurling stargardt stevens stewart
    still stokes sturge sudeck swan swyer syme takayasu takotsubo tay thomas tietze tinel todd tourette
    trendelenburg treacher trousseau turner usher valsalva vater vincent virchow volkmann von wallenberg
    waldenstrom waldenström warthin waterhouse weber wegener weil wells wenckebach werdnig werner wernicke whipple
    wilms wilson winter wiskott wolff wolff-parkinson-white young zellweger zenker ziehl zollinger zuckerkandl
    bates macleod semmelweis lister pasteur fleming jenner snow galen avicenna osler virchow harvey vesalius freud
    jung nightingale seacole gage salk sabin curie einstein darwin
    """
)
"""Eponyms and the names of history's doctors and patients (general knowledge; the usual clinical dictionaries)."""
